// A card's code: choose where, read what it tells, show it.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.essc.Code
import org.essc.EsscException
import org.essc.SceneCode
import org.essc.android.CodeView
import org.essc.demo.R
import org.essc.demo.presenter.CodeState
import org.essc.demo.presenter.CodeStep
import org.essc.demo.presenter.SceneChoice
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

class CodeScreen(style: Style, words: Words, private val does: Does) : Screen<CodeState>(style, words) {
    /** What can be pressed, and what the view of the codes asks and tells. */
    interface Does {
        /** The next code; throws [EsscException] when there is none. */
        suspend fun next(): Code
        fun shown(code: Code)
        fun over()
        fun failed(error: EsscException)
        fun choose(scene: SceneCode)
        fun showNow()
        fun pickAnother()
        fun wayOut(way: WayOut)
        fun back()
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.code_title)).withBack(does::back)
    private val news = style.column(0)
    private val picker = style.column(0)
    private val place = style.text("", Style.HEADING, bold = true)
    private val codes = CodeView(style.context).apply {
        listener = object : CodeView.Listener {
            override fun onCode(code: Code) = does.shown(code)

            override fun onHidden() = does.over()

            override fun onError(error: EsscException) = does.failed(error)
        }
    }
    private var isOn = false
    private val hidden = style.text(words.text(R.string.code_hidden), color = palette.faint).apply {
        gravity = Gravity.CENTER_HORIZONTAL
        setPadding(0, style.dp(40), 0, style.dp(40))
    }
    private val remaining = style.text("", Style.BODY, bold = true).apply { gravity = Gravity.CENTER_HORIZONTAL }
    private val toldLabel = style.text("", Style.SMALL, palette.faint)
    private val told = style.text("", Style.BODY, bold = true)
    private val telling = style.panel(4, toldLabel, told)
    private val offline = style.banner(Tone.NEUTRAL, words.text(R.string.offline))
    private val start = style.button(words.text(R.string.show_now), does::showNow)
    private val another = style.lesser(words.text(R.string.another_scene), does::pickAnother)
    private var pickable: List<SceneChoice>? = null

    override val root: View = frame.root

    init {
        style.refill(frame.body, 12, listOf(news, picker, place, codes, remaining, hidden, telling, offline, another))
        style.refill(frame.foot, 0, listOf(start))
        // From edge to edge: scanners at a counter are glad of every millimetre.
        (codes.layoutParams as LinearLayout.LayoutParams).setMargins(-style.dp(16), style.dp(8), -style.dp(16), 0)
    }

    override fun show(state: CodeState) {
        frame.isTest(state.isTest)
        val isShowing = state.step == CodeStep.SHOWING
        showNews(state)
        showPicker(state)
        place.text = state.scene?.name.orEmpty()
        codes.contentDescription = state.scene?.let { words.text(R.string.code_picture, it.name) }
        remaining.text = when {
            !isShowing -> words.text(R.string.working)
            state.rotates -> words.text(R.string.new_code_in, state.secondsLeft)
            else -> words.text(R.string.hidden_in, state.secondsLeft)
        }
        hidden.text = words.text(if (state.step == CodeStep.OVER) R.string.code_over else R.string.code_hidden)
        toldLabel.text = words.text(if (isShowing) R.string.venue_sees else R.string.venue_will_see)
        told.text = state.discloses
        val isChosen = state.step != CodeStep.SCENES
        seen(picker, !isChosen)
        seen(place, isChosen)
        listOf(codes, remaining).forEach { seen(it, state.step.isOn) }
        seen(hidden, state.step == CodeStep.OVER)
        seen(telling, isChosen && state.discloses.isNotEmpty())
        seen(offline, isShowing && state.isOffline)
        seen(another, isChosen)
        seen(frame.foot, state.step == CodeStep.CONFIRM || state.step == CodeStep.OVER)
        want(state.step.isOn, state.isAnswer)
    }

    /** The view makes codes for as long as they are wanted and it is seen. */
    private fun want(wanted: Boolean, isAnswer: Boolean) {
        if (wanted == isOn) return
        isOn = wanted
        if (wanted) codes.show(once = isAnswer, next = does::next) else codes.clear()
    }

    private fun showNews(state: CodeState) {
        val views = listOfNotNull(
            state.problem?.let { style.problem(it, words, does::wayOut) },
            state.clockWarning?.let { style.banner(Tone.CAUTION, it) },
        )
        style.refill(news, 12, views)
        seen(news, views.isNotEmpty())
    }

    private fun showPicker(state: CodeState) {
        if (pickable == state.scenes) return
        pickable = state.scenes
        val title = style.text(words.text(R.string.pick_scene), Style.HEADING, bold = true)
        style.refill(picker, 10, listOf(title) + state.scenes.map(::scene))
    }

    /** A scene that can't be used says why at once, in words. */
    private fun scene(choice: SceneChoice): View {
        val isOpen = choice.refusal == null
        val name = style.text(choice.name, Style.BODY, if (isOpen) palette.ink else palette.faint, bold = true)
        val below = choice.refusal ?: words.text(R.string.needs_request).takeIf { choice.needsRequest } ?: choice.willDisclose
        val lead = style.text(below, Style.SMALL, palette.faint)
        return style.panel(2, name, lead).apply {
            contentDescription = "${choice.name}, $below"
            isFocusable = true
            if (isOpen) {
                isClickable = true
                setOnClickListener { does.choose(choice.code) }
            }
        }
    }

    private fun seen(view: View, isSeen: Boolean) {
        view.visibility = if (isSeen) LinearLayout.VISIBLE else LinearLayout.GONE
    }
}
