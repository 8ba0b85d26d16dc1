// The lists that verifying rests on.
package org.essc.demo

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import java.io.IOException
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.essc.demo.presenter.ListsPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.ListsScreen
import org.essc.demo.ui.Tab

class ListsActivity : ScreenActivity(), ListsScreen.Does {
    private lateinit var presenter: ListsPresenter

    override val onlyShows get() = true

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        presenter = ListsPresenter(services, words, scope)
        put(ListsScreen(style, words, this), presenter)
    }

    override fun onStart() {
        super.onStart()
        presenter.load()
    }

    override fun sync() = presenter.sync()

    override fun stopWaiting() = presenter.stop()

    override fun import() {
        val pick = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*")
        startActivityForResult(pick, BUNDLE)
    }

    override fun onActivityResult(asked: Int, result: Int, data: Intent?) {
        val file = data?.data ?: return
        if (asked != BUNDLE || result != RESULT_OK) return
        scope.launch { presenter.import(withContext(services.dispatcher) { read(file) }) }
    }

    /** The bytes of a file; none for one that no bundle is as large as, which the SDK then refuses. */
    private fun read(file: Uri): ByteArray = try {
        contentResolver.openInputStream(file)?.use { stream ->
            val bytes = java.io.ByteArrayOutputStream()
            val chunk = ByteArray(64 * 1024)
            while (bytes.size() <= LIMIT) {
                val read = stream.read(chunk)
                if (read < 0) break
                bytes.write(chunk, 0, read)
            }
            bytes.toByteArray().takeIf { it.size <= LIMIT }
        } ?: ByteArray(0)
    } catch (_: IOException) {
        ByteArray(0)
    }

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.TRY_AGAIN, WayOut.REFRESH -> presenter.sync()
        WayOut.OTHER_INPUT -> import()
        WayOut.READ -> { presenter.load(); Unit }
        WayOut.RE_ENROLL, WayOut.SETTINGS -> leave(way)
    }

    override fun go(tab: Tab) = open(tab)

    private companion object {
        const val BUNDLE = 4
        const val LIMIT = 64 * 1024 * 1024
    }
}
