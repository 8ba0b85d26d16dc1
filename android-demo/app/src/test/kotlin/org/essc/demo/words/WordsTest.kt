// Both languages say everything, and in their own letters.
package org.essc.demo.words

import java.time.Duration
import java.time.Instant
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class WordsTest {
    @Test
    fun `English has no Chinese letters, Chinese has some, but for names of languages and examples`() {
        val exempt = setOf("getLanguageLabel", "getOfferHint")
        val texts = Words::class.java.methods.filter { it.returnType == String::class.java && it.parameterCount == 0 && it.name !in exempt }
        assertTrue(texts.size > 60)
        for (method in texts) {
            val (zh, en) = method.invoke(Zh) as String to method.invoke(En) as String
            assertTrue("${method.name}: $zh", zh.any(::isChinese))
            assertFalse("${method.name}: $en", en.isBlank() || en.any(::isChinese))
        }
    }

    @Test
    fun `ages and amounts are said as people say them`() {
        assertEquals("just now", En.age(Duration.ofSeconds(-3)))
        assertEquals("1 minute ago", En.age(Duration.ofSeconds(119)))
        assertEquals("2 days ago", En.age(Duration.ofHours(49)))
        assertEquals("20 分钟前", Zh.age(Duration.ofMinutes(20)))
        assertEquals("128.05 元", Zh.yuan(12_805))
        assertEquals("CNY 0.09", En.yuan(9))
    }

    @Test
    fun `times are China's, wherever the phone is`() {
        assertEquals("15 Jan 2027, 16:00", En.date(Instant.ofEpochSecond(1_800_000_000)))
        assertEquals("2027年1月15日 16:00", Zh.date(Instant.ofEpochSecond(1_800_000_000)))
    }

    @Test
    fun `a clock that is off says which way, and what to do`() {
        assertTrue(En.clockOff(600).startsWith("This phone's clock is 10 minutes fast."))
        assertTrue(Zh.clockOff(-600).startsWith("手机时间慢了 10 分钟"))
        assertEquals(En.clockOff(600), En.clockOff(599))
        assertEquals(Zh.clockOff(-600), Zh.clockOff(-629))
        assertTrue(En.clockOff(59).startsWith("This phone's clock is 59 seconds fast."))
    }

    private fun isChinese(letter: Char) = letter in '\u4e00'..'\u9fff'
}
