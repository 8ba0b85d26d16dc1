// What all screens share: a frame with the sandbox's warning, a title, content that scrolls, and tabs.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.os.Build
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import org.essc.demo.R
import org.essc.demo.presenter.Tone
import org.essc.demo.words.Words

/** Draws states of one kind. Knows no presenter and no SDK call: what is pressed goes to its callbacks. */
abstract class Screen<in S>(protected val style: Style, protected val words: Words) {
    /** What is put into the activity. */
    abstract val root: View

    /** Draws a state. */
    abstract fun show(state: S)

    protected val palette get() = style.palette
}

/** The four places of the app. */
enum class Tab { CARDS, SCAN, LISTS, SETTINGS }

/**
 * The frame of a screen.
 *
 * @property body what scrolls
 * @property foot what stays in reach of the thumb
 */
class ScreenFrame(private val style: Style, private val words: Words, title: String) {
    val body: LinearLayout = style.column(0).apply {
        setPadding(style.dp(16), style.dp(4), style.dp(16), style.dp(20))
        // A code goes from edge to edge.
        clipToPadding = false
    }
    val foot: LinearLayout = style.column(0).apply { setPadding(style.dp(16), style.dp(8), style.dp(16), style.dp(12)) }

    private val palette = style.palette
    private val sandbox = style.text(words.text(R.string.sandbox), Style.SMALL - 1, palette.soft(Tone.CAUTION).ink, bold = true).apply {
        setBackgroundColor(palette.soft(Tone.CAUTION).ground)
        gravity = Gravity.CENTER
        setPadding(style.dp(12), style.dp(6), style.dp(12), style.dp(6))
    }
    private val heading: TextView = style.text(title, Style.TITLE, bold = true).apply { isAccessibilityHeading = true }
    private val header = LinearLayout(style.context).apply {
        gravity = Gravity.CENTER_VERTICAL
        setPadding(style.dp(16), style.dp(14), style.dp(16), style.dp(10))
        addView(heading, LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
    }
    private val scroll = ScrollView(style.context).apply {
        isFillViewport = true
        clipToPadding = false
        addView(body, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
    }
    private val tabs = LinearLayout(style.context).apply { setBackgroundColor(palette.surface) }

    val root: LinearLayout = LinearLayout(style.context).apply {
        orientation = LinearLayout.VERTICAL
        setBackgroundColor(palette.ground)
        addView(sandbox, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(header, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(scroll, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        addView(foot, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(tabs, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        setOnApplyWindowInsetsListener { view, insets -> keepClear(view, insets) }
    }

    init {
        isTest(false)
        tabs.visibility = View.GONE
        foot.visibility = View.GONE
    }

    /** Says across the top that nothing here is legally valid. */
    fun isTest(test: Boolean) {
        sandbox.visibility = if (test) View.VISIBLE else View.GONE
    }

    /** A way back beside the title. */
    fun withBack(back: () -> Unit): ScreenFrame = apply {
        val arrow = View(style.context).apply {
            foreground = Glyph(Glyph.Shape.BACK, palette.ink)
            contentDescription = words.text(R.string.back)
            isClickable = true
            isFocusable = true
            setPadding(0, 0, 0, 0)
            setOnClickListener { back() }
        }
        val side = style.dp(48)
        header.setPadding(style.dp(4), style.dp(8), style.dp(16), style.dp(6))
        header.addView(arrow, 0, LinearLayout.LayoutParams(side, side))
    }

    /** The four places, this one marked. */
    fun withTabs(current: Tab, go: (Tab) -> Unit): ScreenFrame = apply {
        tabs.visibility = View.VISIBLE
        for (tab in Tab.entries) {
            tabs.addView(tab(tab, tab == current, go), LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
        }
    }

    private fun tab(tab: Tab, isCurrent: Boolean, go: (Tab) -> Unit): View {
        val (shape, label) = when (tab) {
            Tab.CARDS -> Glyph.Shape.CARD to words.text(R.string.tab_cards)
            Tab.SCAN -> Glyph.Shape.SCAN to words.text(R.string.tab_scan)
            Tab.LISTS -> Glyph.Shape.LISTS to words.text(R.string.tab_lists)
            Tab.SETTINGS -> Glyph.Shape.SETTINGS to words.text(R.string.tab_settings)
        }
        val color = if (isCurrent) palette.accent.ground else palette.faint
        val icon = View(style.context).apply { background = Glyph(shape, color) }
        val name = style.text(label, 13f, color, bold = isCurrent).apply { gravity = Gravity.CENTER; maxLines = 1 }
        return style.column(0).apply {
            gravity = Gravity.CENTER_HORIZONTAL
            setPadding(0, style.dp(8), 0, style.dp(8))
            val side = style.dp(26)
            addView(icon, LinearLayout.LayoutParams(side, side))
            addView(name, LinearLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT))
            contentDescription = label
            isSelected = isCurrent
            isClickable = true
            isFocusable = true
            setOnClickListener { if (!isCurrent) go(tab) }
        }
    }

    private fun keepClear(view: View, insets: WindowInsets): WindowInsets {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val bars = insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.ime())
            view.setPadding(bars.left, bars.top, bars.right, bars.bottom)
        }
        return insets
    }
}
