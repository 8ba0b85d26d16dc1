// A card's code. Bright while it is shown, and gone when the screen is left. No picture is taken of it.
package org.essc.demo

import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.WindowManager
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch
import org.essc.CardId
import org.essc.Code
import org.essc.EsscException
import org.essc.SceneCode
import org.essc.demo.presenter.CodePresenter
import org.essc.demo.presenter.CodeStep
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.CodeScreen

class CodeActivity : ScreenActivity(), CodeScreen.Does {
    private lateinit var presenter: CodePresenter
    private var wasShowing = false

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val request = intent.getStringExtra(REQUEST)
        val card = CardId(intent.getStringExtra(CARD).orEmpty())
        presenter = CodePresenter(services, card, words, scope, request, app::isOnline)
        put(CodeScreen(style, words, this), presenter)
        val scene = saved?.getInt(SCENE, NONE) ?: intent.getIntExtra(SCENE, NONE)
        scope.launch { presenter.state.map { it.step == CodeStep.SHOWING }.collect(::brighten) }
        // The process ended since the holder agreed, and with it what they were shown.
        scope.launch { presenter.state.collect { if (it.mustAsk && it.problem == null && !it.step.isOn) askAgain() } }
        val isAgreed = saved?.getBoolean(SHOWN) ?: (request != null)
        presenter.load(scene.takeIf { it != NONE }, isAgreed)
    }

    override fun onStart() {
        super.onStart()
        if (wasShowing) presenter.start()
        wasShowing = false
    }

    /** Not seen: no signature is made, no code is kept. What a key is asking the user for goes on. */
    override fun onStop() {
        if (presenter.state.value.step == CodeStep.SHOWING) {
            wasShowing = presenter.state.value.rotates
            presenter.hide()
        }
        super.onStop()
    }

    override suspend fun next() = presenter.next()

    override fun shown(code: Code) = presenter.shown(code)

    override fun over() = presenter.over()

    override fun failed(error: EsscException) = presenter.failed(error)

    /** A scene that wants a venue's request begins with scanning that. */
    override fun choose(scene: SceneCode) {
        val choice = presenter.state.value.scenes.firstOrNull { it.code == scene } ?: return
        if (choice.needsRequest && intent.getStringExtra(REQUEST) == null) {
            startActivityForResult(CaptureActivity.intent(this, CaptureActivity.REQUEST), SCAN)
        } else {
            presenter.choose(scene)
        }
    }

    override fun onActivityResult(asked: Int, result: Int, data: Intent?) {
        val text = data?.getStringExtra(CaptureActivity.TEXT) ?: return
        if (asked != SCAN || result != RESULT_OK) return
        startActivity(ConsentActivity.intent(this, CardId(intent.getStringExtra(CARD).orEmpty()), text))
        finish()
    }

    private fun askAgain() {
        val request = intent.getStringExtra(REQUEST) ?: return
        startActivity(ConsentActivity.intent(this, CardId(intent.getStringExtra(CARD).orEmpty()), request))
        finish()
    }

    override fun showNow() = presenter.start()

    override fun pickAnother() = if (intent.getStringExtra(REQUEST) != null) finish() else presenter.pickAnother()

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.TRY_AGAIN -> if (presenter.state.value.mustAsk) askAgain() else presenter.start()
        WayOut.READ, WayOut.OTHER_INPUT -> pickAnother()
        WayOut.REFRESH -> finish()
        WayOut.RE_ENROLL, WayOut.SETTINGS -> leave(way)
    }

    override fun back() = finish()

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putInt(SCENE, presenter.state.value.scene?.code ?: NONE)
        state.putBoolean(SHOWN, wasShowing)
    }

    /** Scanners need light; the user's own setting comes back with the end of the code. */
    private fun brighten(isShowing: Boolean) {
        window.attributes = window.attributes.apply {
            screenBrightness = if (isShowing) WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_FULL else
                WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE
        }
        val keepOn = WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON
        if (isShowing) window.addFlags(keepOn) else window.clearFlags(keepOn)
    }

    companion object {
        private const val CARD = "card"
        private const val SCENE = "scene"
        private const val SHOWN = "shown"
        private const val REQUEST = "request"
        private const val NONE = -1
        private const val SCAN = 2

        /** A code of [card]; for a request, the code that answers it. */
        fun intent(context: Context, card: CardId, scene: SceneCode? = null, request: String? = null): Intent =
            Intent(context, CodeActivity::class.java)
                .putExtra(CARD, card.value).putExtra(SCENE, scene ?: NONE).putExtra(REQUEST, request)
    }
}
