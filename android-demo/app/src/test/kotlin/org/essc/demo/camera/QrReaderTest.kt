// Every code is read, also those whose data look like a corner.
package org.essc.demo.camera

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.ByteMatrix
import com.google.zxing.qrcode.encoder.Encoder
import java.util.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class QrReaderTest {
    private val reader = QrReader()

    @Test
    fun `each of six hundred codes is read at first sight, by day and by night`() {
        val random = Random(7)
        repeat(600) { number ->
            // As long as a code that tells no more than that a card is valid, and of its letters.
            val text = "SSC1:" + (0 until 279).map { LETTERS[random.nextInt(LETTERS.length)] }.joinToString("")
            val symbol = Encoder.encode(text, ErrorCorrectionLevel.M).matrix
            assertEquals("code $number", text, reader.read(picture(symbol, isDark = number % 4 == 0)))
        }
    }

    @Test
    fun `a picture without a code has no text`() {
        assertNull(reader.read(Frame(ByteArray(640 * 480) { 127 }, 640, 480)))
    }

    /** A symbol in the middle of a phone's screen; [isDark]: light on dark, as other apps show theirs. */
    private fun picture(symbol: ByteMatrix, isDark: Boolean): Frame {
        val luma = ByteArray(WIDTH * HEIGHT) { -10 }
        val left = (WIDTH - symbol.width * MODULE) / 2
        for (row in 0 until symbol.height * MODULE) {
            for (column in 0 until symbol.width * MODULE) {
                val isInk = symbol.get(column / MODULE, row / MODULE).toInt() == 1
                luma[(TOP + row) * WIDTH + left + column] = if (isInk) 0 else -1
            }
        }
        return Frame(if (isDark) ByteArray(luma.size) { (luma[it].toInt() xor 0xFF).toByte() } else luma, WIDTH, HEIGHT)
    }

    private companion object {
        const val LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        const val WIDTH = 540
        const val HEIGHT = 1140
        const val MODULE = 8
        const val TOP = 300
    }
}
