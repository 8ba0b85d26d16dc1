// What a code looks like.
package org.essc.android

import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import org.essc.QrCode

/** The symbol in whole pixels, and below it a bar of the time that is left. */
internal class CodePicture(qr: QrCode) {
    private val symbol = qr.toBitmap()

    /** Draws in an area of [width] × [height]; [timeLeft] is between 0 and 1. */
    fun draw(canvas: Canvas, width: Int, height: Int, paint: Paint, timeLeft: Float) {
        val scale = minOf(width, height) / symbol.width
        // Smaller than a pixel for each module nobody reads it.
        if (scale < 1) return
        val side = symbol.width * scale
        val left = (width - side) / 2
        val top = (height - side) / 2
        canvas.drawBitmap(symbol, null, Rect(left, top, left + side, top + side), paint)
        // Inside the quiet zone's outer half: scanners get the rest of it.
        val bar = Rect(left + QUIET_ZONE * scale, top + side - scale, left + side - QUIET_ZONE * scale, top + side)
        bar.right = bar.left + (bar.width() * timeLeft).toInt()
        paint.color = BAR
        canvas.drawRect(bar, paint)
    }

    private companion object {
        // Light enough to be white to a scanner.
        val BAR = Color.rgb(0x9a, 0xc8, 0xf0)
    }
}
