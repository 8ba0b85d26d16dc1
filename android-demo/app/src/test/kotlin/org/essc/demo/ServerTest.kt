// Servers that are slow, that lie, and that somebody else runs: what is seen, and that nothing is lost.
package org.essc.demo

import android.view.View
import java.time.Duration
import org.essc.ErrorCode
import org.essc.HttpException
import org.essc.Language
import org.essc.demo.support.Sandbox
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.syncing
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ServerTest : Journey() {
    @Test
    fun `while the issuer is slow the screen says so, can be turned and left, and the card comes once`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        val slowness = phone.app.net.slow()
        phone.touch(Zh.text(R.string.enroll))
        slowness.awaitRequest(phone::glance)
        phone.glance()
        phone.sees(Zh.text(R.string.enroll_working))
        phone.sees(Zh.text(R.string.back))

        phone.turnMeanwhile()
        phone.sees(Zh.text(R.string.enroll_working))

        phone.app.net.works()
        slowness.end()
        phone.reads(Zh.text(R.string.enroll_done))
        assertEquals(1, phone.app.calls.count("enroll"))
        phone.open(CardsActivity::class.java)
        assertEquals(1, cards().size)
    }

    @Test
    fun `a card that comes after its screen was left is there by itself`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        val slowness = phone.app.net.slow()
        phone.touch(Zh.text(R.string.enroll))
        slowness.awaitRequest(phone::glance)
        phone.openMeanwhile(CardsActivity::class.java)
        phone.app.net.works()
        slowness.end()
        phone.reads(Zh.text(R.string.show_code))
    }

    @Test
    fun `nobody has to wait for slow lists, and the next time they come`() {
        phone.open(ListsActivity::class.java)
        val slowness = phone.app.net.slow()
        phone.touch(Zh.text(R.string.sync))
        slowness.awaitRequest(phone::glance)
        phone.glance()
        phone.sees(Zh.syncing(0, 0, 0))
        phone.touch(Zh.text(R.string.stop_waiting))
        phone.app.net.works()
        slowness.end()
        phone.readsNot(Zh.text(R.string.up_to_date))
        phone.press(Zh.text(R.string.sync))
        phone.reads(Zh.text(R.string.up_to_date))
    }

    @Test
    fun `a server that never answers costs the time that every request is given, and can be asked again`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        phone.app.net.fault = { throw HttpException.Timeout() }
        phone.press(Zh.text(R.string.enroll))
        phone.reads(ErrorCode.NETWORK_TIMEOUT.text(Language.ZH))
        phone.app.net.works()
        phone.press(Zh.text(R.string.try_again))
        phone.reads(Zh.text(R.string.enroll_done))
        sync()
        for (request in phone.app.net.asked) {
            assertTrue(request.url, request.timeout in Duration.ofMillis(1)..Duration.ofSeconds(20))
            assertTrue(request.url, request.maxResponseBytes in 1..MOST_BYTES)
        }
    }

    @Test
    fun `whatever a lying server says, nothing comes of it, what was typed stays, and the honest one still serves`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        for (lie in LIES) {
            phone.app.net.lies(lie.status, lie.type, lie.body)
            phone.press(Zh.text(R.string.enroll))
            phone.readsNot(Zh.text(R.string.enroll_done))
            phone.find("problem after ${lie.body}") { true.takeIf { problem().isNotEmpty() } }
            assertEquals(lie.body, 0, cards().size)
            phone.reads(sample.offer)
        }
        phone.app.net.fault = { throw HttpException.Redirected() }
        phone.press(Zh.text(R.string.enroll))
        assertEquals(0, cards().size)
        phone.app.net.works()
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
        assertEquals(1, cards().size)
    }

    @Test
    fun `lists that a lying server sends are refused in words, and what is held stays`() {
        sync()
        val held = phone.text().lines().filter { "·" in it }
        assertTrue(held.isNotEmpty())
        for (lie in LIES) {
            phone.app.net.lies(lie.status, lie.type, lie.body)
            phone.press(Zh.text(R.string.sync))
            phone.reads(Zh.text(R.string.some_lists_failed))
            assertEquals(lie.body, held, phone.text().lines().filter { "·" in it })
        }
    }

    @Test
    fun `what another root signed is not taken, not as a card and not as lists`() = Sandbox.start().use { other ->
        phone.app.settings.issuerAddress = other.address
        phone.open(ListsActivity::class.java)
        phone.press(Zh.text(R.string.sync))
        phone.reads(Zh.text(R.string.some_lists_failed))
        phone.reads(Zh.text(R.string.no_lists_yet))
        val sample = other.holder("adult")
        fill(sample.offer, sample.txCode)
        phone.press(Zh.text(R.string.enroll))
        phone.readsNot(Zh.text(R.string.enroll_done))
        assertTrue(problem().isNotEmpty())
        assertEquals(0, cards().size)
    }

    /** What the banner of a problem says. */
    private fun problem() = phone.views().filter { it.isShown && it.accessibilityLiveRegion == View.ACCESSIBILITY_LIVE_REGION_POLITE }

    private class Lie(val status: Int, val type: String, val body: String)

    private companion object {
        /** The most that any document may have (docs/protocol.md, bounds). */
        const val MOST_BYTES = 67_108_864L

        val LIES = listOf(
            Lie(200, "text/html", "<html>Welcome to the airport's network. Please log in.</html>"),
            Lie(200, "application/json", "{\"credential_issuer\":\"https://elsewhere.example\"}"),
            Lie(200, "application/octet-stream", "\u0000\u0001\u0002"),
            Lie(200, "application/jwt", "eyJhbGciOiJub25lIn0.e30."),
            Lie(500, "text/plain", "a fault"),
        )
    }
}
