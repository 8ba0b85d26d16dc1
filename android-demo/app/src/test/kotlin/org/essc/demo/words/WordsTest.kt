// What is put together out of the texts: ages, amounts of money, times, a clock that is off.
package org.essc.demo.words

import android.content.res.Configuration
import android.os.LocaleList
import java.time.Duration
import java.time.Instant
import org.essc.CardFunction
import org.essc.demo.R
import org.essc.demo.support.En
import org.essc.demo.support.Zh
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class WordsTest {
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
    fun `one of a thing is not said as several`() {
        assertEquals("Transaction code (1 digit)", En.txCodeLabel(1))
        assertEquals("Transaction code (6 digits)", En.txCodeLabel(6))
        assertEquals("Transaction code", En.txCodeLabel(0))
        assertEquals("验证码（1 位数字）", Zh.txCodeLabel(1))
        assertEquals("${Long.MAX_VALUE} days", En.counted(R.plurals.days, Long.MAX_VALUE))
    }

    @Test
    fun `what is joined keeps the space of its language`() {
        val functions = listOf(CardFunction.MEDICAL, CardFunction.TRANSIT)
        assertEquals("Medical, transit", En.functionNames(functions))
        assertEquals("就医购药、交通出行", Zh.functionNames(functions))
    }

    @Test
    fun `times are China's, wherever the phone is`() {
        assertEquals("15 Jan 2027, 16:00", En.date(Instant.ofEpochSecond(1_800_000_000)))
        assertEquals("2027年1月15日 16:00", Zh.date(Instant.ofEpochSecond(1_800_000_000)))
        assertEquals("16:00:00", En.time(Instant.ofEpochSecond(1_800_000_000)))
    }

    @Test
    fun `a clock that is off says which way, and what to do`() {
        assertTrue(En.clockOff(600).startsWith("This phone's clock is 10 minutes fast."))
        assertTrue(Zh.clockOff(-600).startsWith("手机时间慢了 10 分钟"))
        assertEquals(En.clockOff(600), En.clockOff(599))
        assertEquals(Zh.clockOff(-600), Zh.clockOff(-629))
        assertTrue(En.clockOff(59).startsWith("This phone's clock is 59 seconds fast."))
    }

    @Test
    fun `the language chosen in the app is spoken on a phone of any language`() {
        for (phone in listOf("zh-rCN", "en-rUS", "ar-rEG", "b+zh+Hant+HK")) {
            RuntimeEnvironment.setQualifiers(phone)
            assertEquals(phone, "Back", En.text(R.string.back))
            assertEquals(phone, "返回", Zh.text(R.string.back))
            // Digits are those of the app's language, too.
            assertEquals(phone, "New code in 5 s", En.text(R.string.new_code_in, 5))
        }
    }

    @Test
    fun `the name under the icon is in the first of the phone's languages that the app has, or in English`() {
        val (english, chinese) = En.text(R.string.app_name) to Zh.text(R.string.app_name)
        assertNotEquals(english, chinese)
        assertEquals(chinese, nameUnderIcon("zh-CN"))
        assertEquals(chinese, nameUnderIcon("zh-CN,en-US"))
        assertEquals(chinese, nameUnderIcon("bo-CN,zh-CN,en-US"))
        assertEquals(english, nameUnderIcon("en-GB,zh-CN"))
        assertEquals(english, nameUnderIcon("fr-FR"))
        // As the README says: values-zh is simplified Chinese to Android.
        assertEquals(english, nameUnderIcon("zh-HK"))
    }

    /** As the system's start screen asks for it, on a phone with these languages. */
    private fun nameUnderIcon(languages: String): String {
        val phone = Configuration().apply { setLocales(LocaleList.forLanguageTags(languages)) }
        return RuntimeEnvironment.getApplication().createConfigurationContext(phone).getString(R.string.app_name)
    }
}
