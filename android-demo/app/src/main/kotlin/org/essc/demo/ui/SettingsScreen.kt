// Language, large print, the issuer, and how well keys are kept.
package org.essc.demo.ui

import android.content.res.ColorStateList
import android.view.View
import android.widget.LinearLayout
import android.widget.Switch
import org.essc.Language
import org.essc.demo.R
import org.essc.demo.presenter.KeyFace
import org.essc.demo.presenter.SettingsState
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

class SettingsScreen(style: Style, words: Words, private val does: Does) : Screen<SettingsState>(style, words) {
    /** What can be pressed. */
    interface Does {
        fun language(language: Language)
        fun largePrint(on: Boolean)
        fun issuer(address: String, root: String)
        fun reEnroll()
        fun wayOut(way: WayOut)
        fun go(tab: Tab)
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.settings_title)).withTabs(Tab.SETTINGS, does::go)
    private val news = style.column(0)
    private val keys = style.column(0)
    private val address = style.field(words.text(R.string.issuer_address))
    private val rootKey = style.field(words.text(R.string.issuer_root)).apply {
        input.isSingleLine = true
    }

    @Suppress("UseSwitchCompatOrMaterialCode")
    private val large = Switch(style.context).apply {
        contentDescription = words.text(R.string.large_print)
        minHeight = style.dp(48)
        val states = arrayOf(intArrayOf(android.R.attr.state_checked), intArrayOf())
        thumbTintList = ColorStateList(states, intArrayOf(palette.accent.ground, palette.faint))
        trackTintList = ColorStateList(states, intArrayOf(palette.accent.ground, palette.faint))
    }
    private var isFilled = false

    override val root: View = frame.root

    init {
        val print = style.column(
            0, style.text(words.text(R.string.large_print), bold = true),
            style.text(words.text(R.string.large_print_lead), Style.SMALL, palette.faint),
        )
        val issuer = style.panel(
            14, style.text(words.text(R.string.issuer_label), bold = true), address.view, rootKey.view,
            style.lesser(words.text(R.string.save)) { does.issuer(address.input.text.toString(), rootKey.input.text.toString()) },
        )
        val anew = style.panel(
            10, style.text(words.text(R.string.re_enroll), bold = true),
            style.text(words.text(R.string.re_enroll_lead), Style.SMALL, palette.faint),
            style.lesser(words.text(R.string.re_enroll), does::reEnroll),
        )
        val held = style.panel(10, style.text(words.text(R.string.keys_label), bold = true), keys)
        style.refill(
            frame.body, 14,
            listOf(news, languages(), style.panel(0, style.row(12, print to 1f, large to 0f)), held, anew, issuer),
        )
    }

    override fun show(state: SettingsState) {
        if (!isFilled) {
            isFilled = true
            address.input.setText(state.address)
            rootKey.input.setText(state.root)
            large.isChecked = state.largePrint
            large.setOnCheckedChangeListener { _, on -> does.largePrint(on) }
        }
        val views = listOfNotNull(
            state.problem?.let { style.problem(it, words, does::wayOut) },
            state.news?.let { style.banner(Tone.GOOD, it) },
        )
        style.refill(news, 12, views)
        news.visibility = if (views.isEmpty()) View.GONE else View.VISIBLE
        val rows = state.keys.map(::key).ifEmpty { listOf(style.text(words.text(R.string.no_keys), Style.SMALL, palette.faint)) }
        val test = style.text(words.text(R.string.proved_for_tests), Style.SMALL, palette.faint)
        style.refill(keys, 14, rows + listOfNotNull(test.takeIf { state.isTest && state.keys.isNotEmpty() }))
    }

    private fun languages(): LinearLayout {
        val choices = listOf(Language.ZH to R.string.language_zh, Language.EN to R.string.language_en).map { (language, id) ->
            val name = words.text(id)
            val isCurrent = language == words.language
            val press = if (isCurrent) style.button(name) {} else style.lesser(name) { does.language(language) }
            press.isSelected = isCurrent
            press to 1f
        }
        return style.panel(12, style.text(words.text(R.string.language_label), bold = true), style.row(10, *choices.toTypedArray()))
    }

    private fun key(key: KeyFace) = style.column(
        6, style.text(key.card), style.banner(key.tone, key.proved.joinToString("\n")),
        *key.details.map { style.text(it, Style.SMALL, palette.faint) }.toTypedArray(),
    )
}
