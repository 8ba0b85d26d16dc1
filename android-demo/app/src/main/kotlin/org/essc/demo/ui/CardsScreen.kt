// The cards on this phone.
package org.essc.demo.ui

import android.view.View
import org.essc.CardId
import org.essc.demo.R
import org.essc.demo.presenter.CardFace
import org.essc.demo.presenter.CardsState
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

class CardsScreen(style: Style, words: Words, private val does: Does) : Screen<CardsState>(style, words) {
    /** What can be pressed. */
    interface Does {
        fun showCode(card: CardId)
        fun answerVenue(card: CardId)
        fun enroll()
        fun refresh()
        fun wayOut(way: WayOut)
        fun go(tab: Tab)
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.cards_title)).withTabs(Tab.CARDS, does::go)

    override val root: View = frame.root

    override fun show(state: CardsState) {
        frame.isTest(state.isTest)
        val views = buildList {
            state.problem?.let { add(style.problem(it, words, does::wayOut)) }
            state.clockWarning?.let { add(style.banner(Tone.CAUTION, it)) }
            state.news?.let { add(style.banner(Tone.GOOD, it)) }
            state.cards.forEach { add(card(it)) }
            if (!state.isLoaded) add(style.text(words.text(R.string.working), color = palette.faint))
            if (state.isLoaded && state.cards.isEmpty() && state.problem == null) add(empty())
            val refresh = style.lesser(words.text(if (state.isRefreshing) R.string.refreshing else R.string.refresh), does::refresh)
            refresh.isEnabled = !state.isRefreshing
            val enroll = if (state.cards.isEmpty()) style.button(words.text(R.string.add_card), does::enroll) else
                style.lesser(words.text(R.string.add_card), does::enroll)
            add(if (state.cards.isEmpty()) enroll else style.column(10, refresh, enroll))
        }
        style.refill(frame.body, 16, views)
    }

    private fun card(card: CardFace): View {
        val face = CardFaceView.of(card, style, words)
        val actions = buildList {
            card.advice?.let { add(style.banner(card.tone, it)) }
            if (card.canShow) {
                add(style.button(words.text(R.string.show_code)) { does.showCode(card.id) })
                add(style.lesser(words.text(R.string.answer_venue)) { does.answerVenue(card.id) })
            }
            if (card.mustReEnroll) add(style.button(words.text(R.string.re_enroll), does::enroll))
        }
        return style.column(10, face, *actions.toTypedArray())
    }

    private fun empty() = style.panel(
        8, style.text(words.text(R.string.no_cards), Style.HEADING, bold = true),
        style.text(words.text(R.string.no_cards_lead), color = palette.faint),
    )
}
