// Every colour of the app, for light and for dark. PaletteTest measures their contrasts.
package org.essc.demo.ui

import org.essc.demo.presenter.Tone

/** A colour and what is written on it, as ARGB. */
data class Patch(val ground: Int, val ink: Int)

/**
 * @property ground behind everything
 * @property surface of cards and fields, on the ground
 * @property ink what is read, on ground and surface
 * @property faint what is read second, on ground and surface
 * @property line borders; says nothing
 * @property accent buttons and links; also as ink on ground and surface
 */
class Palette private constructor(
    val isDark: Boolean,
    val ground: Int,
    val surface: Int,
    val ink: Int,
    val faint: Int,
    val line: Int,
    val accent: Patch,
    private val good: Patch,
    private val caution: Patch,
    private val bad: Patch,
    private val neutral: Patch,
) {
    /** A patch that carries a tone, quiet enough to stand beside others. */
    fun soft(tone: Tone): Patch = when (tone) {
        Tone.GOOD -> good
        Tone.CAUTION -> caution
        Tone.BAD -> bad
        Tone.NEUTRAL -> neutral
    }

    companion object {
        private val WHITE = rgb(0xFFFFFF)

        val LIGHT = Palette(
            isDark = false,
            ground = rgb(0xF2F5F8), surface = WHITE, ink = rgb(0x13202B), faint = rgb(0x4D5C69), line = rgb(0xD3DBE2),
            accent = Patch(rgb(0x0A5685), WHITE),
            good = Patch(rgb(0xDBF1E3), rgb(0x0A5730)),
            caution = Patch(rgb(0xFFEFD2), rgb(0x6E4200)),
            bad = Patch(rgb(0xFBE3E1), rgb(0x93190F)),
            neutral = Patch(rgb(0xE4EAEF), rgb(0x33414D)),
        )

        val DARK = Palette(
            isDark = true,
            ground = rgb(0x0E141A), surface = rgb(0x1A232C), ink = rgb(0xEDF2F6), faint = rgb(0xAEBAC5), line = rgb(0x35434F),
            accent = Patch(rgb(0x8CCBF2), rgb(0x06283D)),
            good = Patch(rgb(0x12372A), rgb(0x8FE0B2)),
            caution = Patch(rgb(0x3B2C10), rgb(0xF7CB80)),
            bad = Patch(rgb(0x481B18), rgb(0xFFBDB5)),
            neutral = Patch(rgb(0x2A3641), rgb(0xD3DCE4)),
        )

        /** The three verdicts, the same by day and by night: they are learnt. */
        val ACCEPTED = Patch(rgb(0x0B6B3A), WHITE)
        val REJECTED = Patch(rgb(0xA61B14), WHITE)
        val UNREADABLE = Patch(rgb(0x3F4C59), WHITE)

        /** The face of a card, from its upper left to its lower right, and what is written on it. */
        val CARD = listOf(Patch(rgb(0x073F66), WHITE), Patch(rgb(0x0B6F80), WHITE))

        /** The same for a card that can't be shown. */
        val CARD_ASLEEP = listOf(Patch(rgb(0x3B4752), WHITE), Patch(rgb(0x56636F), WHITE))

        private fun rgb(value: Int) = value or (0xFF shl 24)
    }
}
