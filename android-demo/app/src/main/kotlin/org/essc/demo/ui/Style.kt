// The few building blocks that all screens are made of: text, buttons, panels, fields, banners.
package org.essc.demo.ui

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.text.InputType
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import org.essc.demo.R
import org.essc.demo.presenter.Problem
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words

/**
 * How things look: colours, and sizes that follow the system's font size and the app's large print.
 *
 * @param scale of letters and of what is touched; 1 is ordinary
 */
class Style(val context: Context, val palette: Palette, val scale: Float) {
    fun dp(size: Int): Int = (size * context.resources.displayMetrics.density).toInt()

    fun text(text: CharSequence, size: Float = BODY, color: Int = palette.ink, bold: Boolean = false) =
        TextView(context).apply {
            this.text = text
            setTextSize(TypedValue.COMPLEX_UNIT_SP, size * scale)
            setTextColor(color)
            setLineSpacing(0f, 1.15f)
            if (bold) typeface = Typeface.DEFAULT_BOLD
        }

    /** The one thing to do on a screen. */
    fun button(label: String, does: () -> Unit): Button =
        press(label, palette.accent.ground, palette.accent.ink, null, does)

    /** What else can be done. */
    fun lesser(label: String, does: () -> Unit): Button =
        press(label, palette.surface, palette.accent.ground, palette.line, does)

    /** A button on a patch of its own colours. */
    fun on(patch: Patch, label: String, does: () -> Unit): Button = press(label, patch.ink, patch.ground, null, does)

    private fun press(label: String, ground: Int, ink: Int, border: Int?, does: () -> Unit) = Button(context).apply {
        text = label
        isAllCaps = false
        stateListAnimator = null
        setTextSize(TypedValue.COMPLEX_UNIT_SP, BODY * scale)
        setTextColor(ink)
        typeface = Typeface.DEFAULT_BOLD
        minHeight = (dp(52) * scale).toInt()
        setPadding(dp(16), dp(10), dp(16), dp(10))
        background = RippleDrawable(
            ColorStateList.valueOf(ink and 0x00FFFFFF or (0x33 shl 24)), rounded(ground, 14, border), null,
        )
        setOnClickListener { does() }
    }

    /** A line of text to be typed; [label] stands above it and names it. */
    fun field(label: String, numbers: Boolean = false): Field {
        val input = EditText(context).apply {
            setTextSize(TypedValue.COMPLEX_UNIT_SP, BODY * scale)
            setTextColor(palette.ink)
            setHintTextColor(palette.faint)
            background = rounded(palette.surface, 12, palette.line)
            setPadding(dp(14), dp(12), dp(14), dp(12))
            minHeight = (dp(52) * scale).toInt()
            contentDescription = label
            inputType = if (numbers) InputType.TYPE_CLASS_NUMBER else
                InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
            if (numbers) letterSpacing = 0.3f
            isSaveEnabled = false
        }
        val name = text(label, SMALL, palette.faint)
        return Field(column(6, name, input), name, input)
    }

    class Field(val view: View, val label: TextView, val input: EditText)

    fun column(gap: Int, vararg views: View) = LinearLayout(context).apply {
        orientation = LinearLayout.VERTICAL
        stack(this, gap, views.toList())
    }

    /** Replaces what a column holds. */
    fun refill(column: LinearLayout, gap: Int, views: List<View>) {
        column.removeAllViews()
        stack(column, gap, views)
    }

    private fun stack(column: LinearLayout, gap: Int, views: List<View>) = views.forEachIndexed { index, view ->
        val params = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        if (index > 0) params.topMargin = dp(gap)
        column.addView(view, params)
    }

    /** Side by side; a view of weight 0 is as wide as it needs. */
    fun row(gap: Int, vararg views: Pair<View, Float>) = LinearLayout(context).apply {
        orientation = LinearLayout.HORIZONTAL
        gravity = Gravity.CENTER_VERTICAL
        isBaselineAligned = false
        views.forEachIndexed { index, (view, weight) ->
            val params = LinearLayout.LayoutParams(if (weight > 0) 0 else WRAP_CONTENT, WRAP_CONTENT, weight)
            if (index > 0) params.marginStart = dp(gap)
            addView(view, params)
        }
    }

    /** A panel on the ground. */
    fun panel(gap: Int, vararg views: View): LinearLayout = column(gap, *views).apply {
        setPadding(dp(18), dp(16), dp(18), dp(16))
        background = rounded(palette.surface, 18, if (palette.isDark) palette.line else null)
    }

    /** A word in a patch. */
    fun chip(word: String, patch: Patch): TextView = text(word, SMALL, patch.ink, bold = true).apply {
        setPadding(dp(12), dp(4), dp(12), dp(4))
        background = rounded(patch.ground, 30, null)
    }

    /** News across the screen, with a glyph beside the words: colour alone says nothing. */
    fun banner(tone: Tone, words: String, vararg actions: View): View {
        val patch = palette.soft(tone)
        val sign = View(context).apply { background = Glyph(Glyph.of(tone), patch.ink) }
        sign.layoutParams = ViewGroup.LayoutParams(dp(24), dp(24))
        val side = (dp(24) * scale).toInt()
        val line = row(12).apply {
            addView(sign, LinearLayout.LayoutParams(side, side))
            val params = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f).apply { marginStart = dp(12) }
            addView(text(words, BODY, patch.ink), params)
        }
        return column(12, line, *actions).apply {
            setPadding(dp(16), dp(14), dp(16), dp(14))
            background = rounded(patch.ground, 14, null)
            accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        }
    }

    /** A problem, with the one button that leads on. */
    fun problem(problem: Problem, words: Words, does: (WayOut) -> Unit): View {
        val label = when (problem.wayOut) {
            WayOut.TRY_AGAIN -> words.text(R.string.try_again)
            WayOut.REFRESH -> words.text(R.string.refresh)
            WayOut.OTHER_INPUT -> words.text(R.string.other_input)
            WayOut.RE_ENROLL -> words.text(R.string.re_enroll)
            WayOut.SETTINGS -> words.text(R.string.open_settings)
            WayOut.READ -> words.text(R.string.close)
        }
        return banner(Tone.BAD, problem.text, on(palette.soft(Tone.BAD), label) { does(problem.wayOut) })
    }

    fun rounded(color: Int, radius: Int, border: Int?) = GradientDrawable().apply {
        setColor(color)
        cornerRadius = dp(radius).toFloat()
        if (border != null) setStroke(dp(1).coerceAtLeast(1), border)
    }

    companion object {
        const val TITLE = 26f
        const val HEADING = 20f
        const val BODY = 17f
        const val SMALL = 15f
        const val LARGE_PRINT = 1.3f
    }
}
