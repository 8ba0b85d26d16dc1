// A card comes onto this phone.
package org.essc.demo.ui

import android.text.Editable
import android.text.InputFilter
import android.text.TextWatcher
import android.view.Gravity
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ProgressBar
import org.essc.demo.R
import org.essc.demo.presenter.EnrollState
import org.essc.demo.presenter.EnrollStep
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words
import org.essc.demo.words.txCodeLabel

class EnrollScreen(style: Style, words: Words, private val does: Does) : Screen<EnrollState>(style, words) {
    /** What can be pressed and typed. */
    interface Does {
        fun offer(text: String)
        fun paste()
        fun scan()
        fun txCode(text: String)
        fun enroll()
        fun seeCards()
        fun wayOut(way: WayOut)
        fun back()
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.enroll_title)).withBack(does::back)
    private val lead = style.text(words.text(R.string.enroll_lead), color = palette.faint)
    private val news = style.column(0)
    private val offer = style.field(words.text(R.string.offer_label)).apply {
        input.hint = words.text(R.string.offer_hint)
        input.maxLines = 4
        input.isSingleLine = false
        whenTyped(input, does::offer)
    }
    private val issuer = style.text("", Style.SMALL, palette.faint)
    private val txCode = style.field("", numbers = true).apply { whenTyped(input, does::txCode) }
    private val ways = style.row(
        10, style.lesser(words.text(R.string.paste), does::paste) to 1f,
        style.lesser(words.text(R.string.scan_offer), does::scan) to 1f,
    )
    private val start = style.button(words.text(R.string.enroll), does::enroll)
    private val progress = style.panel(
        14, ProgressBar(style.context).apply { contentDescription = words.text(R.string.enroll_working) },
        style.text(words.text(R.string.enroll_working)).apply { gravity = Gravity.CENTER_HORIZONTAL },
    )
    private val done = style.column(
        14,
        Mark(style, Glyph.Shape.ACCEPTED, palette.soft(Tone.GOOD)).view,
        style.text(words.text(R.string.enroll_done), Style.TITLE, bold = true).apply { gravity = Gravity.CENTER_HORIZONTAL },
        style.text(words.text(R.string.enroll_done_lead), color = palette.faint).apply { gravity = Gravity.CENTER_HORIZONTAL },
        style.button(words.text(R.string.see_cards), does::seeCards),
    ).apply { setPadding(0, style.dp(48), 0, 0) }

    override val root: View = frame.root

    init {
        style.refill(frame.body, 16, listOf(lead, news, offer.view, ways, issuer, txCode.view, progress, done))
        style.refill(frame.foot, 0, listOf(start))
    }

    override fun show(state: EnrollState) {
        val isInput = state.step == EnrollStep.INPUT
        put(offer.input, state.offer)
        put(txCode.input, state.txCode)
        issuer.text = state.issuer?.let { words.text(R.string.offered_by, it) }.orEmpty()
        state.txCodeLength?.let { length ->
            txCode.label.text = words.txCodeLabel(length)
            txCode.input.contentDescription = words.txCodeLabel(length)
            txCode.input.filters = arrayOf(InputFilter.LengthFilter(if (length > 0) length else MOST_DIGITS))
        }
        start.isEnabled = state.isReady
        start.alpha = if (state.isReady) 1f else DISABLED
        style.refill(news, 0, listOfNotNull(state.problem?.let { style.problem(it, words, does::wayOut) }))
        listOf(lead, offer.view, ways, frame.foot).forEach { seen(it, isInput) }
        seen(news, state.problem != null)
        seen(issuer, isInput && state.issuer != null)
        seen(txCode.view, isInput && state.txCodeLength != null)
        seen(progress, state.step == EnrollStep.WORKING)
        seen(done, state.step == EnrollStep.DONE)
    }

    private fun put(input: EditText, text: String) {
        if (input.text.toString().trim() != text) input.setText(text)
    }

    private fun seen(view: View, isSeen: Boolean) {
        view.visibility = if (isSeen) LinearLayout.VISIBLE else LinearLayout.GONE
    }

    private companion object {
        const val DISABLED = 0.5f

        /** Of a transaction code whose length the offer does not say. */
        const val MOST_DIGITS = 16
    }
}

/** Tells [then] what stands in a field whenever that changes. */
internal fun whenTyped(input: EditText, then: (String) -> Unit) = input.addTextChangedListener(object : TextWatcher {
    override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

    override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit

    override fun afterTextChanged(text: Editable) = then(text.toString())
})
