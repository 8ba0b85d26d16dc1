// A venue's scanner: the camera's picture, and over it the verdict, as large as the screen.
package org.essc.demo.ui

import android.view.Gravity
import android.view.TextureView
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.FrameLayout
import android.widget.LinearLayout
import org.essc.demo.R
import org.essc.demo.presenter.ScannerState
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

class ScannerScreen(style: Style, words: Words, private val does: Does) : Screen<ScannerState>(style, words) {
    /** What can be pressed. */
    interface Does {
        fun pickScene()
        fun nextScan()
        fun allowCamera()
        fun wayOut(way: WayOut)
        fun go(tab: Tab)
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.scanner_title)).withTabs(Tab.SCAN, does::go)

    /** Where the camera draws. */
    val preview: TextureView = TextureView(style.context).apply { contentDescription = words.text(R.string.camera_picture) }

    private val news = style.column(0)
    private val scene: Button = style.lesser("", does::pickScene)
    private val finder = Finder.over(preview, style)
    private val hint = style.text(words.text(R.string.scanner_hint), color = palette.faint).apply { gravity = Gravity.CENTER_HORIZONTAL }
    private val verdict = VerdictView(style, words, does::nextScan)

    override val root: View = FrameLayout(style.context).apply {
        addView(frame.root, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        addView(verdict.root, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
    }

    init {
        style.refill(frame.body, 14, listOf(news, scene, hint))
        frame.body.addView(finder, 2, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f).apply { topMargin = style.dp(14) })
    }

    override fun show(state: ScannerState) {
        val views = listOfNotNull(
            state.problem?.let { style.problem(it, words, does::wayOut) },
            style.panel(
                12, style.text(words.text(R.string.camera_denied)),
                style.button(words.text(R.string.allow_camera), does::allowCamera),
            ).takeIf { state.cameraDenied },
        )
        style.refill(news, 12, views)
        news.visibility = if (views.isEmpty()) View.GONE else View.VISIBLE
        scene.text = state.scene?.let { "${words.text(R.string.scene)} · ${it.name}" }.orEmpty()
        scene.visibility = if (state.scene == null) View.GONE else View.VISIBLE
        val canScan = state.scene != null && !state.cameraDenied
        // Not gone: the camera needs the surface to be there.
        finder.visibility = if (canScan) View.VISIBLE else View.INVISIBLE
        hint.visibility = if (canScan) View.VISIBLE else View.GONE
        // What lies under the verdict is not for a screen reader.
        frame.root.importantForAccessibility = if (state.verdict == null) View.IMPORTANT_FOR_ACCESSIBILITY_AUTO else
            View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
        verdict.show(state.verdict)
    }
}

/** The camera's picture with the corners that one aims with. */
internal object Finder {
    fun over(preview: TextureView, style: Style): FrameLayout = FrameLayout(style.context).apply {
        background = style.rounded(NIGHT, 18, null)
        clipToOutline = true
        addView(preview, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        val corners = View(context).apply { background = Glyph(Glyph.Shape.FINDER, DAY, 0.6f) }
        addView(corners, FrameLayout.LayoutParams(style.dp(200), style.dp(200), Gravity.CENTER))
    }

    private const val NIGHT = 0xFF10161C.toInt()
    private const val DAY = 0xFFFFFFFF.toInt()
}

/** Only the camera's picture, for an offer or a venue's request. */
class CaptureScreen(style: Style, words: Words, title: String, hint: String, back: () -> Unit, allow: () -> Unit) :
    Screen<Boolean>(style, words) {
    private val frame = ScreenFrame(style, words, title).withBack(back)
    val preview: TextureView = TextureView(style.context).apply { contentDescription = words.text(R.string.camera_picture) }
    private val denied = style.panel(
        12, style.text(words.text(R.string.camera_denied)), style.button(words.text(R.string.allow_camera), allow),
    )

    override val root: View = frame.root

    init {
        val below = style.text(hint, color = palette.faint).apply { gravity = Gravity.CENTER_HORIZONTAL }
        frame.body.addView(denied, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        frame.body.addView(Finder.over(preview, style), LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        frame.body.addView(below, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { topMargin = style.dp(14) })
    }

    /** @param state whether the camera is denied */
    override fun show(state: Boolean) {
        denied.visibility = if (state) View.VISIBLE else View.GONE
    }
}
