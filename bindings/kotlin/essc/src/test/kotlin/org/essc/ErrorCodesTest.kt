// What errors and reasons are called, and that people are told about them in their language.
package org.essc

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ErrorCodesTest {
    @Test
    fun `the code of an error is its name`() {
        for (code in ErrorCode.entries) assertEquals(code.name, code.code())
    }

    @Test
    fun `the code of a reason is its name`() {
        for (reason in Reason.entries) assertEquals(reason.name, reason.code())
    }

    @Test
    fun `every error and reason has a text of its own in Chinese and in English`() {
        for (language in Language.entries) {
            val errors = ErrorCode.entries.map { it.text(language) }
            val reasons = Reason.entries.map { it.text(language) }
            assertEquals(errors.size, errors.toSet().size, "two errors with one text")
            assertEquals(reasons.size, reasons.toSet().size, "two reasons with one text")
            for (text in errors + reasons) assertEquals(language == Language.ZH, text.any(::isChinese), text)
        }
    }

    @Test
    fun `an exception tells code, reason, action and text whichever of its kinds it is`() {
        val refused: EsscException = try {
            readOffer("not an offer")
            error("not an offer was read as one")
        } catch (refused: EsscException) {
            refused
        }
        assertTrue(refused is EsscException.RejectInput)
        assertEquals(ErrorCode.OFFER_REFUSED, refused.code)
        assertTrue(refused.reason.isNotEmpty())
        assertEquals(ErrorAction.REJECT_INPUT, refused.action)
        assertEquals(refused.code.action(), refused.action)
        assertEquals(refused.code.text(Language.ZH), refused.text(Language.ZH))
    }

    private fun isChinese(char: Char) = Character.UnicodeScript.of(char.code) == Character.UnicodeScript.HAN
}
