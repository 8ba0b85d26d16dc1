// A QR symbol as a picture.
package org.essc.android

import android.graphics.Bitmap
import android.graphics.Color
import org.essc.QrCode

/** Modules of white on each side of a symbol, as ISO/IEC 18004 asks: scanners need it. */
public const val QUIET_ZONE: Int = 4

/**
 * The symbol with its quiet zone, black on white, on dark screens too: scanners expect it so.
 *
 * To be shown larger, draw the bitmap of [scale] 1 with filtering off (`Paint.setFilterBitmap(false)`):
 * whole pixels stay whole. For a picture file, take a larger scale.
 *
 * @param scale pixels of one module's side, 1 to 64
 */
public fun QrCode.toBitmap(scale: Int = 1): Bitmap {
    require(scale in 1..64) { "a module is 1 to 64 pixels wide" }
    val symbol = width
    val side = symbol + 2 * QUIET_ZONE
    val pixels = IntArray(side * side) { Color.WHITE }
    for (row in 0 until symbol) {
        for (column in 0 until symbol) {
            if (modules[row * symbol + column]) pixels[(row + QUIET_ZONE) * side + column + QUIET_ZONE] = Color.BLACK
        }
    }
    val small = Bitmap.createBitmap(pixels, side, side, Bitmap.Config.ARGB_8888)
    // Nearest neighbour: anything smoother blurs the edges that scanners look for.
    return if (scale == 1) small else Bitmap.createScaledBitmap(small, side * scale, side * scale, false)
}
