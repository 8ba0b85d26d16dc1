// Enrolment with input that is none, and with an issuer that isn't there: always a way out.
package org.essc.demo.presenter

import java.nio.file.Files
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.essc.FileSecretStore
import org.essc.HttpClient
import org.essc.Language
import org.essc.WalletPorts
import org.essc.SoftwareKeyStore
import org.essc.UrlConnectionHttpClient
import org.essc.demo.sdk.IssuerSettings
import org.essc.demo.sdk.Services
import org.essc.demo.support.En
import org.essc.demo.support.HandClock
import org.essc.demo.support.Net
import org.essc.demo.support.Sandbox
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertSame
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class EnrollPresenterTest {
    private val folder = Files.createTempDirectory("essc-demo").toFile()
    private val clock = HandClock(Instant.now())

    @Test
    fun `what is no offer is refused in words, and nothing can be started`() {
        for (foreign in listOf("HC1:6BFOXN%TS3DH", "https://example.org/pay?amount=1", "weixin://wxpay/bizpayurl?pr=1", "42", "openid-credential-offer://?")) {
            val presenter = presenter(null)
            presenter.offer(foreign)
            val state = presenter.until { it.problem != null }
            assertEquals(foreign, WayOut.OTHER_INPUT, state.problem?.wayOut)
            assertFalse(state.isReady)
        }
    }

    @Test
    fun `a wrong transaction code leaves the offer and asks again, until the offer is dead`() = Sandbox.start().use { sandbox ->
        val sample = sandbox.holder("adult")
        val presenter = presenter(sandbox.issuer)
        presenter.offer(sample.offer)
        presenter.until { it.issuer != null }
        val wrong = sample.txCode.map { if (it == '9') '0' else it + 1 }.joinToString("")
        var tries = 0
        while (presenter.state.value.offer.isNotEmpty()) {
            tries += 1
            presenter.txCode(wrong)
            presenter.enroll()
            val state = presenter.until { it.step == EnrollStep.INPUT && it.problem != null }
            assertEquals("", state.txCode)
            check(tries < 20) { "an offer that never dies" }
        }
        assertEquals(WayOut.OTHER_INPUT, presenter.state.value.problem?.wayOut)
    }

    @Test
    fun `without the issuer it can be tried again, and what was typed is still there`() {
        val sandbox = Sandbox.start()
        val sample = sandbox.holder("adult")
        sandbox.close()
        val presenter = presenter(sandbox.issuer)
        presenter.offer(sample.offer)
        presenter.until { it.issuer != null }
        presenter.txCode(sample.txCode)
        presenter.enroll()
        val state = presenter.until { it.problem != null }
        assertEquals(WayOut.TRY_AGAIN, state.problem?.wayOut)
        assertNotNull(state.issuer)
        assertEquals(sample.txCode, state.txCode)
    }

    @Test
    fun `the same offer joins the enrolment that is under way, another one waits for it, and both cards come`() = Sandbox.start().use { sandbox ->
        val net = Net()
        val services = services(sandbox.issuer, net)
        val (one, other) = sandbox.holder("adult") to sandbox.holder("to_lose")
        val slowness = net.slow()
        val first = services.enroll(one.offer, one.txCode)
        slowness.awaitRequest {}
        assertSame(first, services.enroll(one.offer, one.txCode))
        val second = services.enroll(other.offer, other.txCode)
        net.works()
        slowness.end()
        val enrolled = runBlocking {
            checkNotNull(withTimeoutOrNull(HANGS_AFTER_MS) { listOf(first.await(), second.await()) }) { "they don't end" }
        }
        assertEquals(enrolled, runBlocking { services.onWallet { wallet -> wallet.cards.value.map { it.id } } })
    }

    private fun presenter(issuer: IssuerSettings?) = EnrollPresenter(services(issuer), En, CoroutineScope(Dispatchers.Default))

    private fun services(issuer: IssuerSettings?, http: HttpClient = UrlConnectionHttpClient()): Services {
        val ports = WalletPorts(
            keys = SoftwareKeyStore(),
            secrets = FileSecretStore(folder.resolve("secrets")),
            clock = clock,
            http = http,
        )
        return Services(issuer, folder, ports, clock, Language.EN)
    }

    private fun EnrollPresenter.until(holds: (EnrollState) -> Boolean): EnrollState = runBlocking {
        checkNotNull(withTimeoutOrNull(HANGS_AFTER_MS) { state.first(holds) }) { "it stays at ${state.value}" }
    }

    private companion object {
        /** Guards against a test run without end; nothing that works comes near it. */
        const val HANGS_AFTER_MS = 300_000L
    }
}
