// A venue's scanner.
package org.essc.demo

import android.os.Bundle
import android.view.TextureView
import org.essc.demo.presenter.ScannerPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.ScannerScreen
import org.essc.demo.ui.Tab

class ScannerActivity : CameraActivity(), ScannerScreen.Does {
    private lateinit var presenter: ScannerPresenter
    private lateinit var screen: ScannerScreen
    private var restored: Int? = null

    override val onlyShows get() = true
    override val preview: TextureView get() = screen.preview

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        restored = saved?.getInt(SCENE, NONE).takeIf { it != NONE }
        presenter = ScannerPresenter(services, words, scope)
        screen = ScannerScreen(style, words, this)
        put(screen, presenter)
    }

    override fun onStart() {
        super.onStart()
        presenter.load(restored)
        restored = null
    }

    override fun seen(text: String?) = presenter.seen(text)

    override fun denied(isDenied: Boolean) = presenter.cameraDenied(isDenied)

    override fun pickScene() {
        val scenes = presenter.state.value.scenes
        val current = scenes.indexOf(presenter.state.value.scene)
        choose(words.text(R.string.scene), scenes.map { it.name }, current) { presenter.choose(scenes[it].code) }
    }

    override fun nextScan() = presenter.next()

    override fun allowCamera() = askForCamera()

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.REFRESH -> open(Tab.LISTS)
        WayOut.TRY_AGAIN, WayOut.READ, WayOut.OTHER_INPUT -> presenter.next()
        WayOut.RE_ENROLL, WayOut.SETTINGS -> leave(way)
    }

    override fun go(tab: Tab) = open(tab)

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putInt(SCENE, presenter.state.value.scene?.code ?: NONE)
    }

    private companion object {
        const val SCENE = "scene"
        const val NONE = -1
    }
}
