// A venue asks: who, how much, for what. Sign or decline.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import org.essc.demo.R
import org.essc.demo.presenter.Asked
import org.essc.demo.presenter.ConsentState
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

class ConsentScreen(style: Style, words: Words, private val does: Does) : Screen<ConsentState>(style, words) {
    /** What can be pressed. */
    interface Does {
        fun agree()
        fun decline()
        fun wayOut(way: WayOut)
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.consent_title)).withBack(does::decline)

    override val root: View = frame.root

    override fun show(state: ConsentState) {
        val asked = state.asked
        val views = when {
            state.problem != null -> listOf(style.problem(state.problem, words, does::wayOut))
            asked != null -> question(asked)
            else -> listOf(style.text(words.text(R.string.working), color = palette.faint))
        }
        style.refill(frame.body, 16, views)
        frame.foot.visibility = if (asked == null) View.GONE else View.VISIBLE
        val agree = style.button(words.text(R.string.agree), does::agree).takeIf { asked?.refusal == null }
        style.refill(frame.foot, 10, listOfNotNull(agree, style.lesser(words.text(R.string.decline), does::decline)))
    }

    private fun question(asked: Asked): List<View> = listOfNotNull(
        style.column(
            4, style.text(asked.venue, Style.TITLE, bold = true), style.text(words.text(R.string.asks_you), color = palette.faint),
        ),
        asked.amount?.let { amount ->
            style.panel(0, style.text(words.text(R.string.amount), Style.SMALL, palette.faint), style.text(amount, AMOUNT, bold = true))
        },
        // What signing gives away, or why it can't be signed, is above the buttons in large print too.
        asked.refusal?.let { style.banner(Tone.BAD, it) },
        asked.willDisclose.takeIf { it.isNotEmpty() && asked.refusal == null }?.let {
            style.panel(4, style.text(words.text(R.string.venue_will_see), Style.SMALL, palette.faint), style.text(it, bold = true))
        },
        style.panel(
            12,
            fact(words.text(R.string.for_what), asked.sceneName),
            *listOfNotNull(asked.purpose?.let { fact(words.text(R.string.purpose), it) }).toTypedArray(),
            fact(words.text(R.string.vouched_by), asked.vouchedBy),
            fact(words.text(R.string.place), asked.place),
            fact(words.text(R.string.answer_by), asked.until),
        ),
    )

    private fun fact(name: String, value: String) =
        style.row(
            16,
            style.text(name, Style.SMALL, palette.faint) to 0f,
            style.text(value, bold = true).apply { gravity = Gravity.END } to 1f,
        )

    private companion object {
        const val AMOUNT = 34f
    }
}
