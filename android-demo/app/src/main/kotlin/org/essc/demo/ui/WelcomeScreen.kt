// What this app is, and that its cards are valid nowhere.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.essc.demo.presenter.Tone
import org.essc.demo.words.Words

class WelcomeScreen(style: Style, words: Words, start: () -> Unit) : Screen<Unit>(style, words) {
    private val frame = ScreenFrame(style, words, words.appName)

    override val root: View = frame.root

    init {
        val face = CardFaceView.blank(style, words)
        val points = words.welcomePoints.zip(listOf(Glyph.Shape.CARD, Glyph.Shape.LISTS, Glyph.Shape.ACCEPTED))
        val list = points.map { (point, shape) -> point(shape, point.first, point.second) }
        style.refill(
            frame.body, 20,
            listOf(
                face,
                style.column(
                    8,
                    style.text(words.welcomeTitle, Style.HEADING + 3, bold = true),
                    style.text(words.welcomeLead, color = palette.faint),
                ),
                style.banner(Tone.CAUTION, words.welcomeWarning),
            ) + list,
        )
        frame.foot.visibility = View.VISIBLE
        style.refill(frame.foot, 0, listOf(style.button(words.welcomeStart, start)))
    }

    override fun show(state: Unit) = Unit

    private fun point(shape: Glyph.Shape, title: String, lead: String): View {
        val icon = View(style.context).apply { background = Glyph(shape, palette.accent.ground) }
        val side = style.dp(28)
        return LinearLayout(style.context).apply {
            gravity = Gravity.TOP
            addView(icon, LinearLayout.LayoutParams(side, side))
            val words = style.column(
                2, style.text(title, bold = true), style.text(lead, Style.SMALL, palette.faint),
            )
            addView(words, LinearLayout.LayoutParams(0, -2, 1f).apply { marginStart = style.dp(14) })
        }
    }
}
