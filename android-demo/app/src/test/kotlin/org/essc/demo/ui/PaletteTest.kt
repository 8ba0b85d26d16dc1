// Every colour that is read stands out from what it is read on.
package org.essc.demo.ui

import kotlin.math.pow
import org.essc.demo.presenter.Tone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class PaletteTest {
    private val palettes = listOf(Palette.LIGHT, Palette.DARK)

    @Test
    fun `black on white is 21 to 1, and grey 777777 just misses what is asked`() {
        assertEquals(21.0, contrast(0xFFFFFF, 0x000000), 0.01)
        assertEquals(4.48, contrast(0xFFFFFF, 0x777777), 0.01)
    }

    @Test
    fun `what is read has a contrast of four and a half or more, by day and by night`() {
        val pairs = palettes.flatMap { palette ->
            listOf(
                palette.ground to palette.ink, palette.surface to palette.ink,
                palette.ground to palette.faint, palette.surface to palette.faint,
                palette.ground to palette.accent.ground, palette.surface to palette.accent.ground,
            ) + (Tone.entries.map(palette::soft) + palette.accent).map { it.ground to it.ink }
        } + (Palette.CARD + Palette.CARD_ASLEEP + Palette.ACCEPTED + Palette.REJECTED + Palette.UNREADABLE).map { it.ground to it.ink }
        assertTrue(pairs.size > 20)
        for ((ground, ink) in pairs) {
            val measured = contrast(ground, ink)
            assertTrue("%06X on %06X: %.2f".format(ink and RGB, ground and RGB, measured), measured >= LEAST)
        }
    }

    private companion object {
        const val LEAST = 4.5
        const val RGB = 0xFFFFFF

        /** WCAG 2.2, contrast ratio. */
        fun contrast(one: Int, other: Int): Double {
            val (dark, light) = listOf(luminance(one), luminance(other)).sorted()
            return (light + 0.05) / (dark + 0.05)
        }

        /** WCAG 2.2, relative luminance. */
        fun luminance(color: Int): Double {
            fun channel(shift: Int): Double {
                val value = (color shr shift and 0xFF) / 255.0
                return if (value <= 0.04045) value / 12.92 else ((value + 0.055) / 1.055).pow(2.4)
            }
            return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        }
    }
}
