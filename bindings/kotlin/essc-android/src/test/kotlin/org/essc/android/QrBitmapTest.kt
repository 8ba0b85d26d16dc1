// Pictures of QR codes, drawn by Android's own graphics.
package org.essc.android

import android.graphics.Color
import org.essc.qrCode
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class QrBitmapTest {
    private val qr = qrCode("SSC1:MADE UP")

    @Test
    fun `a module is a pixel, and around them is the quiet zone`() {
        val bitmap = qr.toBitmap()
        assertEquals(qr.width.toInt() + 8, bitmap.width)
        assertEquals(bitmap.width, bitmap.height)
        for (row in 0 until bitmap.height) {
            for (column in 0 until bitmap.width) {
                val module = qr.modules.getOrNull((row - 4) * qr.width.toInt() + column - 4)
                val isInside = row - 4 in 0 until qr.width.toInt() && column - 4 in 0 until qr.width.toInt()
                val expected = if (isInside && module == true) Color.BLACK else Color.WHITE
                assertEquals(expected, bitmap.getPixel(column, row))
            }
        }
    }

    @Test
    fun `a larger picture has no other colours and reads the same`() {
        val bitmap = qr.toBitmap(scale = 7)
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        assertEquals(setOf(Color.BLACK, Color.WHITE), pixels.toSet())
        assertEquals("SSC1:MADE UP", bitmap.readQrCode())
    }

    @Test
    fun `a size that is none is refused`() {
        for (scale in listOf(0, -1, 65)) assertThrows(IllegalArgumentException::class.java) { qr.toBitmap(scale) }
    }
}
