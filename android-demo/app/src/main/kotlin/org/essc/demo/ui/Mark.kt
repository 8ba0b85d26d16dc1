// A large sign in the middle: its shape says the same as its colour.
package org.essc.demo.ui

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout

class Mark(style: Style, shape: Glyph.Shape, patch: Patch, side: Int = 112) {
    val view: View = FrameLayout(style.context).apply {
        val sign = View(context).apply { background = Glyph(shape, patch.ink) }
        addView(sign, FrameLayout.LayoutParams(style.dp(side), style.dp(side), Gravity.CENTER_HORIZONTAL))
        importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    }
}
