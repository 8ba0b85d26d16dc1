// What this app is, and that its cards are valid nowhere.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.essc.demo.R
import org.essc.demo.presenter.Tone
import org.essc.demo.words.Words

class WelcomeScreen(style: Style, words: Words, start: () -> Unit) : Screen<Unit>(style, words) {
    private val frame = ScreenFrame(style, words, words.text(R.string.app_title))

    override val root: View = frame.root

    init {
        val face = CardFaceView.blank(style, words)
        val points = listOf(
            point(Glyph.Shape.CARD, words.text(R.string.welcome_offline), words.text(R.string.welcome_offline_lead)),
            point(Glyph.Shape.LISTS, words.text(R.string.welcome_disclosure), words.text(R.string.welcome_disclosure_lead)),
            point(Glyph.Shape.ACCEPTED, words.text(R.string.welcome_keys), words.text(R.string.welcome_keys_lead)),
        )
        style.refill(
            frame.body, 20,
            listOf(
                face,
                style.column(
                    8,
                    style.text(words.text(R.string.welcome_title), Style.HEADING + 3, bold = true),
                    style.text(words.text(R.string.welcome_lead), color = palette.faint),
                ),
                style.banner(Tone.CAUTION, words.text(R.string.welcome_warning)),
            ) + points,
        )
        frame.foot.visibility = View.VISIBLE
        style.refill(frame.foot, 0, listOf(style.button(words.text(R.string.welcome_start), start)))
    }

    override fun show(state: Unit) = Unit

    private fun point(shape: Glyph.Shape, title: String, lead: String): View {
        val icon = View(style.context).apply { background = Glyph(shape, palette.accent.ground) }
        val side = style.dp(28)
        return LinearLayout(style.context).apply {
            gravity = Gravity.TOP
            addView(icon, LinearLayout.LayoutParams(side, side))
            val beside = style.column(
                2, style.text(title, bold = true), style.text(lead, Style.SMALL, palette.faint),
            )
            addView(beside, LinearLayout.LayoutParams(0, -2, 1f).apply { marginStart = style.dp(14) })
        }
    }
}
