// A card comes onto this phone.
package org.essc.demo

import android.content.ClipboardManager
import android.content.Intent
import android.os.Bundle
import org.essc.demo.presenter.EnrollPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.EnrollScreen

class EnrollActivity : ScreenActivity(), EnrollScreen.Does {
    private lateinit var presenter: EnrollPresenter

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        presenter = EnrollPresenter(services, words, scope)
        if (saved == null) {
            presenter.offer(intent.dataString.orEmpty())
        } else {
            presenter.restore(saved.getString(OFFER).orEmpty(), saved.getString(TX_CODE).orEmpty(), saved.getStringArrayList(BEFORE))
        }
        put(EnrollScreen(style, words, this), presenter)
    }

    override fun offer(text: String) = presenter.offer(text)

    override fun paste() {
        val clip = getSystemService(ClipboardManager::class.java).primaryClip ?: return
        if (clip.itemCount > 0) presenter.offer(clip.getItemAt(0).coerceToText(this).toString())
    }

    override fun scan() = startActivityForResult(CaptureActivity.intent(this, CaptureActivity.OFFER), SCAN)

    override fun onActivityResult(asked: Int, result: Int, data: Intent?) {
        val text = data?.getStringExtra(CaptureActivity.TEXT) ?: return
        if (asked == SCAN && result == RESULT_OK) presenter.offer(text)
    }

    override fun txCode(text: String) = presenter.txCode(text)

    override fun enroll() = presenter.enroll()

    override fun seeCards() {
        startActivity(Intent(this, CardsActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP))
        finish()
    }

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.TRY_AGAIN, WayOut.REFRESH -> presenter.enroll()
        WayOut.OTHER_INPUT -> presenter.offer("")
        WayOut.READ, WayOut.RE_ENROLL -> presenter.txCode(presenter.state.value.txCode)
        WayOut.SETTINGS -> leave(way)
    }

    override fun back() = finish()

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(OFFER, presenter.state.value.offer)
        state.putString(TX_CODE, presenter.state.value.txCode)
        state.putStringArrayList(BEFORE, presenter.state.value.before?.let(::ArrayList))
    }

    private companion object {
        const val SCAN = 3
        const val OFFER = "offer"
        const val TX_CODE = "tx_code"
        const val BEFORE = "before"
    }
}
