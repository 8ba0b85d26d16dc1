// The lists that verifying rests on.
package org.essc.demo.ui

import android.content.res.ColorStateList
import android.view.View
import android.widget.ProgressBar
import org.essc.demo.R
import org.essc.demo.presenter.ListRow
import org.essc.demo.presenter.ListsState
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words
import org.essc.demo.words.syncing

class ListsScreen(style: Style, words: Words, private val does: Does) : Screen<ListsState>(style, words) {
    /** What can be pressed. */
    interface Does {
        fun sync()
        fun stopWaiting()
        fun import()
        fun wayOut(way: WayOut)
        fun go(tab: Tab)
    }

    private val frame = ScreenFrame(style, words, words.text(R.string.lists_title)).withTabs(Tab.LISTS, does::go)

    override val root: View = frame.root

    override fun show(state: ListsState) {
        val views = buildList {
            add(style.text(words.text(R.string.lists_lead), color = palette.faint))
            state.problem?.let { add(style.problem(it, words, does::wayOut)) }
            state.news?.let { add(style.banner(state.newsTone, it)) }
            if (state.isSyncing) add(progress(state))
            if (state.isLoaded && state.rows.isEmpty()) add(style.panel(0, style.text(words.text(R.string.no_lists_yet))))
            state.rows.forEach { add(row(it)) }
            val sync = style.button(words.text(R.string.sync), does::sync)
            sync.isEnabled = !state.isSyncing
            sync.alpha = if (state.isSyncing) 0.5f else 1f
            add(style.column(10, sync, style.lesser(words.text(R.string.import_bundle), does::import)))
        }
        style.refill(frame.body, 12, views)
    }

    private fun progress(state: ListsState): View {
        val bar = ProgressBar(style.context, null, android.R.attr.progressBarStyleHorizontal).apply {
            isIndeterminate = state.total == 0
            max = state.total.coerceAtLeast(1)
            progress = state.done
            progressTintList = ColorStateList.valueOf(palette.accent.ground)
            contentDescription = words.syncing(state.done, state.total, state.bytes)
        }
        val said = style.text(words.syncing(state.done, state.total, state.bytes), Style.SMALL, palette.faint)
        return style.panel(8, bar, said, style.lesser(words.text(R.string.stop_waiting), does::stopWaiting))
    }

    private fun row(list: ListRow): View {
        val name = style.text(list.name, bold = true)
        val freshness = style.chip(list.freshness, style.palette.soft(list.tone))
        val age = style.text("${list.age} · ${words.text(R.string.valid_until, list.until)}", Style.SMALL, palette.faint)
        return style.panel(4, style.row(10, name to 1f, freshness to 0f), age)
    }
}
