// The verdict: in colour, in shape and in words, readable across a counter.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import org.essc.Outcome
import org.essc.demo.R
import org.essc.demo.presenter.VerdictFace
import org.essc.demo.words.Words

class VerdictView(private val style: Style, private val words: Words, private val next: () -> Unit) {
    private val body = style.column(0).apply { setPadding(style.dp(20), style.dp(28), style.dp(20), style.dp(16)) }
    private val foot = style.column(0).apply { setPadding(style.dp(20), style.dp(8), style.dp(20), style.dp(20)) }
    private var shown: VerdictFace? = null

    val root: LinearLayout = LinearLayout(style.context).apply {
        orientation = LinearLayout.VERTICAL
        isClickable = true
        visibility = View.GONE
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        val scroll = ScrollView(context).apply {
            isFillViewport = true
            addView(body, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        }
        addView(scroll, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        addView(foot, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
    }

    /** Shows a verdict over everything; none: gets out of the way. */
    fun show(verdict: VerdictFace?) {
        if (verdict === shown) return
        shown = verdict
        root.visibility = if (verdict == null) View.GONE else View.VISIBLE
        if (verdict == null) return
        val (patch, shape) = when (verdict.outcome) {
            Outcome.ACCEPTED -> Palette.ACCEPTED to Glyph.Shape.ACCEPTED
            Outcome.REJECTED -> Palette.REJECTED to Glyph.Shape.REJECTED
            Outcome.UNREADABLE -> Palette.UNREADABLE to Glyph.Shape.UNREADABLE
        }
        root.setBackgroundColor(patch.ground)
        style.refill(body, 18, lines(verdict, patch, shape))
        style.refill(foot, 0, listOf(style.on(patch, words.text(R.string.next_scan), next)))
        root.accessibilityPaneTitle = verdict.announcement
        root.announceForAccessibility(verdict.announcement)
    }

    private fun lines(verdict: VerdictFace, patch: Patch, shape: Glyph.Shape): List<View> {
        val mark = Mark(style, shape, patch, MARK).view
        val headline = centered(style.text(verdict.headline, HEADLINE, patch.ink, bold = true)).apply {
            isAccessibilityHeading = true
        }
        val reasons = verdict.reasons.map { centered(style.text(it, Style.HEADING, patch.ink)) }
        val test = centered(style.text(words.text(R.string.test_card), Style.BODY, patch.ink)).takeIf { verdict.isTest }
        val disclosed = block(words.text(R.string.seen), verdict.disclosed, Style.HEADING, patch)
        val basis = block(words.text(R.string.basis), verdict.freshness, Style.BODY, patch)
        return listOf(mark, headline) + reasons + listOfNotNull(test, disclosed, basis)
    }

    /** Lines under a heading, on a veil over the verdict's colour. */
    private fun block(title: String, lines: List<String>, size: Float, patch: Patch): View? {
        if (lines.isEmpty()) return null
        val views = lines.map { style.text(it, size, patch.ink, bold = size > Style.BODY) }
        return style.column(4, style.text(title, Style.SMALL, patch.ink), *views.toTypedArray()).apply {
            setPadding(style.dp(16), style.dp(12), style.dp(16), style.dp(14))
            background = style.rounded(VEIL, 14, null)
        }
    }

    private fun centered(view: TextView) = view.apply { gravity = Gravity.CENTER_HORIZONTAL }

    private companion object {
        const val MARK = 148
        const val HEADLINE = 36f

        /** Darkens what is under it: white letters only gain. */
        const val VEIL = 0x26000000
    }
}
