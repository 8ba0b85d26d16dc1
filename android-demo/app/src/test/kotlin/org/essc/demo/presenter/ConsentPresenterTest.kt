// What a holder agrees to is what the venue's own place asks for, and what is signed.
package org.essc.demo.presenter

import java.nio.file.Files
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.essc.CardId
import org.essc.ClockHealth
import org.essc.Code
import org.essc.Disclosed
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.FileSecretStore
import org.essc.Language
import org.essc.Localized
import org.essc.OfferedScene
import org.essc.WalletPorts
import org.essc.Profile
import org.essc.PublicKey
import org.essc.Region
import org.essc.RequestDetails
import org.essc.SoftwareKeyStore
import org.essc.UrlConnectionHttpClient
import org.essc.VenueRequest
import org.essc.Wallet
import org.essc.demo.sdk.IssuerSettings
import org.essc.demo.sdk.Services
import org.essc.demo.support.HandClock
import org.essc.demo.support.Zh
import org.essc.demo.words.disclosed
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class ConsentPresenterTest {
    private val wallet = Scripted()
    private val services = Services(
        IssuerSettings("http://127.0.0.1:8440", PublicKey("{}")), Files.createTempDirectory("essc-demo").toFile(),
        WalletPorts(SoftwareKeyStore(), FileSecretStore(Files.createTempDirectory("secrets").toFile()), null, UrlConnectionHttpClient()),
        HandClock(Instant.now()), Language.ZH,
        watch = object : Services.Watch {
            override suspend fun wallet(open: suspend () -> Wallet): Wallet = wallet
        },
    )
    private val scope = CoroutineScope(Dispatchers.Default)

    @Test
    fun `what is shown is what the venue's place asks for, whatever the card's own province does`() {
        val asked = checkNotNull(consent().until { it.asked != null }.asked)
        assertEquals(Zh.disclosed(MASKED), asked.willDisclose)
        assertNull(asked.refusal)
        assertEquals(0, wallet.scenesAsked)
    }

    @Test
    fun `a card the venue can't accept shows the reason, and there is nothing to agree to`() {
        wallet.told = { throw EsscException.AskUser(ErrorCode.REGION_NOT_ELIGIBLE, "") }
        val presenter = consent()
        val asked = checkNotNull(presenter.until { it.asked != null }.asked)
        assertEquals(ErrorCode.REGION_NOT_ELIGIBLE.text(Language.ZH) to "", asked.refusal to asked.willDisclose)
        assertNull(presenter.agree())
        assertNull(services.agreement)
    }

    @Test
    fun `the request that is answered is the one that was shown, and no other of the same text`() {
        val presenter = consent()
        presenter.until { it.asked != null }
        presenter.agree()
        val code = CodePresenter(services, CARD, Zh, scope, TEXT)
        code.load(SCENE, isAgreed = true)
        val state = code.until { it.step == CodeStep.MAKING }
        assertEquals("演示药店付款" to Zh.disclosed(MASKED), state.scene?.name to state.discloses)
        try {
            runBlocking { code.next() }
        } catch (_: EsscException.AskUser) {
            // The wallet below signs nothing.
        }
        assertSame(wallet.read.single(), wallet.answered.single())
    }

    @Test
    fun `without what was agreed to, as after the end of the process, the holder is asked again`() {
        val code = CodePresenter(services, CARD, Zh, scope, TEXT)
        code.load(SCENE, isAgreed = true)
        val state = code.until { it.mustAsk }
        assertEquals(CodeStep.SCENES, state.step)
        assertTrue(wallet.answered.isEmpty())
    }

    @Test
    fun `an answer to another card's or another request's question is not agreed to`() {
        consent().apply { until { it.asked != null } }.agree()
        for ((card, text) in listOf(CardId("other") to TEXT, CARD to "SSCQ1:OTHER")) {
            val code = CodePresenter(services, card, Zh, scope, text)
            code.load(SCENE, isAgreed = true)
            code.until { it.mustAsk }
        }
    }

    @Test
    fun `when something else would be told now, that is said, and the way on is to read the request again`() {
        consent().apply { until { it.asked != null } }.agree()
        val code = CodePresenter(services, CARD, Zh, scope, TEXT)
        code.load(SCENE, isAgreed = true)
        code.until { it.step == CodeStep.MAKING }
        code.failed(EsscException.AskUser(ErrorCode.DISCLOSURE_CHANGED, ""))
        val state = code.until { it.problem != null }
        assertTrue(state.mustAsk)
        assertEquals(WayOut.TRY_AGAIN to ErrorCode.DISCLOSURE_CHANGED.text(Language.ZH), state.problem?.let { it.wayOut to it.text })
    }

    private fun consent() = ConsentPresenter(services, CARD, Zh, scope).apply { read(TEXT) }

    private fun <S : Any> Presenter<S>.until(condition: (S) -> Boolean): S = runBlocking { state.first(condition) }

    /** A wallet in whose card's province scene 0302 takes an identity; in the venue's it takes a masked one. */
    private class Scripted(rest: Wallet = none()) : Wallet by rest {
        val read = mutableListOf<VenueRequest>()
        val answered = mutableListOf<VenueRequest>()
        var told: () -> Disclosed = { MASKED }
        var scenesAsked = 0

        override fun readRequest(text: String) = Request().also { read += it }

        override fun disclosure(card: CardId, request: VenueRequest) = told()

        override fun scenes(card: CardId): List<OfferedScene> {
            scenesAsked += 1
            return listOf(OfferedScene(SCENE, "medical", name("在家"), Profile.IDENTITY, true, true, Duration.ofSeconds(30), null))
        }

        override val clockHealth: ClockHealth = ClockHealth.Unknown

        override val isTest = true

        override suspend fun answer(card: CardId, request: VenueRequest): Code {
            answered += request
            throw EsscException.AskUser(ErrorCode.REQUEST_EXPIRED, "")
        }
    }

    private class Request : VenueRequest {
        override val details = RequestDetails(
            "desk-1", "演示药店", Region("450300"), name("桂林"), SCENE, name("演示药店付款"), 1250, "测试", Instant.ofEpochSecond(1_800_000_000),
        )
    }

    private companion object {
        val CARD = CardId("card")
        const val TEXT = "SSCQ1:TEXT"
        const val SCENE = 302

        /** Made up. */
        val MASKED = Disclosed.Masked(Region("440100"), org.essc.IdDocumentKind.MAINLAND, "测**", "440***********0003")

        fun name(text: String) = Localized(text, text)

        fun none(): Wallet = java.lang.reflect.Proxy.newProxyInstance(
            Wallet::class.java.classLoader, arrayOf(Wallet::class.java),
        ) { _, method, _ -> error("${method.name} is not scripted") } as Wallet
    }
}
