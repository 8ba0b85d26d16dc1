// A code as wide as the screen.
package org.essc.demo.ui

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import android.view.View
import org.essc.QrCode
import org.essc.android.toBitmap

/** Draws a symbol in whole pixels, black on white by day and by night: scanners expect it so. */
@SuppressLint("ViewConstructor")
class QrView(context: Context) : View(context) {
    private val paint = Paint().apply { isFilterBitmap = false }
    private var bitmap: Bitmap? = null
    private var shown: QrCode? = null

    init {
        setBackgroundColor(Color.WHITE)
    }

    /** The code to draw; none: a white square. */
    fun show(code: QrCode?) {
        if (code == shown) return
        shown = code
        bitmap = code?.toBitmap()
        invalidate()
    }

    override fun onMeasure(width: Int, height: Int) = super.onMeasure(width, width)

    override fun onDraw(canvas: Canvas) {
        val symbol = bitmap ?: return
        val scale = (width / symbol.width).coerceAtLeast(1)
        val side = symbol.width * scale
        val (left, top) = (width - side) / 2 to (height - side) / 2
        canvas.drawBitmap(symbol, null, Rect(left, top, left + side, top + side), paint)
    }
}
