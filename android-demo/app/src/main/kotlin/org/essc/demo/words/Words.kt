// The app's texts in the language that was chosen in it, out of res/values*/strings.xml.
package org.essc.demo.words

import android.content.Context
import android.content.res.Configuration
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.essc.Language
import org.essc.Localized
import org.essc.demo.R

/**
 * The texts of one language, whatever the phone's own is: the app has its own switch.
 *
 * @param context any of the app; of its configuration only the language is changed, and only here
 */
class Words(context: Context, val language: Language) {
    private val chosen: Locale = if (language == Language.ZH) Locale.SIMPLIFIED_CHINESE else Locale.ENGLISH
    private val resources = context.createConfigurationContext(Configuration().apply { setLocale(chosen) }).resources
    private val dates = DateTimeFormatter.ofPattern(text(R.string.date_pattern), chosen)

    /** The text of `R.string`, with [arguments] in its places. */
    fun text(id: Int, vararg arguments: Any): String =
        if (arguments.isEmpty()) resources.getString(id) else resources.getString(id, *arguments)

    /** The text of `R.plurals` that goes with this number, with the number in its place. */
    fun counted(id: Int, number: Long): String {
        // Which form it takes is decided by an Int. No language of the app tells larger numbers apart.
        val quantity = number.coerceIn(0, Int.MAX_VALUE.toLong()).toInt()
        return resources.getQuantityString(id, quantity, number)
    }

    /** What the SDK gives in both languages. */
    fun of(text: Localized): String = if (language == Language.ZH) text.zh else text.en

    /** Day and minute in China. */
    fun date(at: Instant): String = dates.format(at.atZone(ZONE))

    /** Second of the day in China. */
    fun time(at: Instant): String = TIME.format(at.atZone(ZONE))

    /** How long ago something was: the largest unit that fits. What lies ahead by a clock that is off was just now. */
    fun age(age: Duration): String = if (age.toMinutes() < 1) text(R.string.just_now) else text(R.string.ago, span(age))

    /** An amount of money, given in fen. */
    fun yuan(fen: Long): String = text(R.string.yuan, fen / 100, fen % 100)

    /** The phone's clock is off by so many seconds, fast when they are positive, and what to do about it. */
    fun clockOff(skewS: Long): String =
        text(if (skewS > 0) R.string.clock_fast else R.string.clock_slow, span(rounded(skewS)))

    private fun span(of: Duration): String = when {
        of.toDays() > 0 -> counted(R.plurals.days, of.toDays())
        of.toHours() > 0 -> counted(R.plurals.hours, of.toHours())
        of.toMinutes() > 0 -> counted(R.plurals.minutes, of.toMinutes())
        else -> counted(R.plurals.seconds, of.seconds)
    }

    private companion object {
        val ZONE: ZoneId = ZoneId.of("Asia/Shanghai")
        val TIME: DateTimeFormatter = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)

        /** To the nearest minute: a clock is measured across a network, and a second less is no other news. */
        fun rounded(skewS: Long): Duration {
            val off = Duration.ofSeconds(skewS).abs()
            return if (off.toMinutes() < 1) off else Duration.ofMinutes(off.plusSeconds(30).toMinutes())
        }
    }
}
