// A whole journey through the app: real screens, the real library, a real issuer over HTTP.
package org.essc.demo

import android.view.Window
import android.view.WindowManager
import org.essc.KeyStoreException
import org.essc.Language
import org.essc.Outcome
import org.essc.Reason
import org.essc.SoftwareKeyStore
import org.essc.demo.support.CallWatch
import org.essc.demo.support.Phone
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.state
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class JourneyTest : Journey() {
    @Test
    fun `a card is enrolled, accepted once, refused after its loss, and accepted after its release`() {
        val sample = sandbox.holder("to_lose")
        enroll(sample.offer, sample.txCode)
        sync()
        // A gate that has just started doesn't know what it accepted before (docs/protocol.md §6.3).
        phone.pass(20)

        val first = code()
        scan(first)
        phone.judges(Outcome.ACCEPTED)
        scan(Phone.nothing(), times = 10)
        scan(first)
        phone.reads(Reason.REPLAYED.text(Language.ZH))

        // A phone that hasn't heard of the loss still shows its card; the gate has.
        phone.pass(31)
        val unaware = code()
        sandbox.operate("lose", sample.cardNumber)
        sandbox.operate("publish")
        sync()
        scan(unaware)
        phone.reads(Reason.CARD_SUSPENDED.text(Language.ZH))

        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.refresh))
        phone.reads(Zh.state(org.essc.CardState.Suspended))

        sandbox.operate("release", sample.cardNumber)
        sandbox.operate("publish")
        sync()
        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.refresh))
        phone.reads(Zh.text(R.string.show_code))
        // This scene accepts a card again only after ten minutes, even if it was lost and released meanwhile.
        phone.pass(600)
        scan(code())
        phone.judges(Outcome.ACCEPTED)

        val calls = listOf("open wallet", "open gate", "enroll", "cards", "scenes", "present", "refresh", "sync", "lists", "verify")
        assertTrue("${phone.app.calls.seen}", phone.app.calls.seen.containsAll(calls))
    }

    @Test
    fun `a call on the main thread would be counted`() {
        val watch = CallWatch(phone.app.work)
        assertThrows(KeyStoreException::class.java) { watch.keys(SoftwareKeyStore()).info("none") }
        assertEquals(mapOf("key info" to 1), watch.onMainThread)
    }

    @Test
    fun `codes rotate while they are seen, and none is made while they are not`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        code()
        val before = phone.photograph()
        assertTrue(phone.screen.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        assertEquals(1f, phone.screen.window.attributes.screenBrightness, 0f)
        val signed = signatures()

        phone.pass(40)
        val shown = checkNotNull(read(before))
        phone.find("new code") { read(phone.photograph())?.takeIf { it != shown } }
        assertEquals(signed + 1, signatures())
        phone.reads(Zh.text(R.string.venue_sees))

        phone.cover()
        assertEquals(WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE, phone.screen.window.attributes.screenBrightness, 0f)
        val covered = signatures()
        phone.pass(120)
        assertEquals(covered, signatures())
        phone.uncover()
        assertEquals(covered + 1, signatures())
    }

    @Test
    fun `a verdict with a name, and what is opened over the scanner, are kept off pictures`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        phone.app.hands.advance(40)
        phone.app.online = false
        val shown = code(LIBRARY)
        phone.open(ScannerActivity::class.java)
        assertTrue(isSecret(phone.screen.window))
        scan(shown, at = LIBRARY)
        phone.judges(Outcome.ACCEPTED)
        phone.reads(Zh.text(R.string.seen))
        phone.reads("姓名 ")
        assertTrue(isSecret(phone.screen.window))
    }

    private fun isSecret(window: Window) = window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0

    @Test
    fun `without a network for a day cards and scanner work on`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        sandbox.close()
        phone.app.online = false
        phone.pass(20)
        phone.app.hands.advance(20L * 3600)
        val shown = code()
        phone.reads(Zh.text(R.string.offline))
        scan(shown)
        phone.judges(Outcome.ACCEPTED)
    }

    private companion object {
        /** Takes a masked card. */
        const val LIBRARY = "图书借阅"
    }
}
