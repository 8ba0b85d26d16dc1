// An app's own ports that throw, stall and lie: an error the app can act on, and a wallet that goes on.
package org.essc

import java.io.IOException
import java.math.BigInteger
import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.CountDownLatch
import java.util.concurrent.FutureTask
import kotlin.concurrent.thread
import kotlinx.coroutines.runBlocking
import org.essc.support.FaultyClock
import org.essc.support.FaultyHttpClient
import org.essc.support.FaultyKeyStore
import org.essc.support.FaultySecretStore
import org.essc.support.JcaKeyStore
import org.essc.support.ManualClock
import org.essc.support.Sandbox
import org.essc.support.openWallet
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignFaultsTest {
    private val keys = FaultyKeyStore(JcaKeyStore())
    private val http = FaultyHttpClient(UrlConnectionHttpClient())
    private val manual = ManualClock(Instant.now())
    private val clock = FaultyClock(manual)
    private lateinit var sandbox: Sandbox
    private lateinit var secrets: FaultySecretStore
    private lateinit var wallet: Wallet
    private lateinit var card: CardId

    @BeforeAll
    fun enroll(@TempDir directory: Path) {
        sandbox = Sandbox(directory)
        secrets = FaultySecretStore(FileSecretStore(directory.resolve("secrets").toFile()))
        wallet = openWallet(sandbox.walletConfig("wallet"), WalletPorts(keys, secrets, clock, http))
        val (offer, txCode) = sandbox.enrollment("adult")
        card = runBlocking { wallet.enroll(offer, txCode) }
    }

    @AfterAll
    fun end() {
        wallet.close()
        sandbox.close()
    }

    @Test
    fun `each error that a key store declares is one for the app`() {
        val declared = mapOf(
            KeyStoreException.UserNotAuthenticated() to ErrorCode.USER_NOT_AUTHENTICATED,
            KeyStoreException.Cancelled() to ErrorCode.USER_CANCELLED,
            KeyStoreException.Unavailable("made up") to ErrorCode.KEY_STORE_UNAVAILABLE,
        )
        for ((thrown, code) in declared) {
            keys.signing = { throw thrown }
            assertEquals(code, refusal().code)
            assertWorks()
        }
    }

    @Test
    fun `what a key store throws without declaring it is the store's failure`() {
        for (undeclared in listOf(IllegalStateException("made up"), IOException("made up"), NullPointerException())) {
            keys.signing = { throw undeclared }
            assertEquals(ErrorCode.KEY_STORE_UNAVAILABLE, refusal().code)
            assertWorks()
        }
    }

    @Test
    fun `a call that fails inside another one fails alone`() {
        val inner = SoftwareKeyStore()
        var failed = 0
        keys.signing = { sign ->
            assertThrows(KeyStoreException::class.java) { inner.info("none") }
            failed++
            sign()
        }
        repeat(2) { assertWorks(keepFault = true) }
        assertEquals(2, failed)
        // And what fails leaves nothing behind for the call after it.
        assertThrows(KeyStoreException::class.java) { inner.info("none") }
        assertEquals(card, wallet.cards.value.single().id)
        keys.signing = null
    }

    @Test
    fun `what is no DER signature is refused`() {
        val garbage = listOf(
            ByteArray(0),
            ByteArray(64) { 1 },
            byteArrayOf(0x30),
            byteArrayOf(0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00),
            ByteArray(100_000) { 0x30 },
        )
        for (answer in garbage) {
            keys.signing = { answer }
            assertEquals(ErrorCode.KEY_STORE_UNAVAILABLE, refusal().code)
            assertWorks()
        }
    }

    @Test
    fun `integers of every length are taken as hardware writes them, and not with a zero too many`() {
        for (length in listOf(31, 32, 33)) {
            keys.signing = { sign -> generateSequence(sign).first { der -> integers(der).any { it.toByteArray().size == length } } }
            assertWorks(keepFault = true)
        }
        keys.signing = { sign -> padded(integers(sign())) }
        assertEquals(ErrorCode.KEY_STORE_UNAVAILABLE, refusal().code)
        assertWorks()
    }

    @Test
    fun `a key store that takes its time holds up nothing else`() {
        val asked = CountDownLatch(1)
        val answered = CountDownLatch(1)
        keys.signing = { sign ->
            asked.countDown()
            answered.await()
            sign()
        }
        manual.advance(60)
        val code = FutureTask { runBlocking { wallet.present(card, MUSEUM) } }
        thread(isDaemon = true) {
            code.run()
            // A code that failed before its key was asked: the test ends and says why.
            asked.countDown()
        }
        asked.await()
        assertEquals(card, wallet.cards.value.single().id)
        assertEquals(WalletCondition.Ready, wallet.condition)
        answered.countDown()
        assertTrue(code.get().text.startsWith("SSC1:"))
        keys.signing = null
    }

    @Test
    fun `each error of an HTTP client is one for the app, and costs no card`() {
        val thrown = mapOf(
            HttpException.Unreachable() to ErrorCode.NETWORK_UNREACHABLE,
            HttpException.Timeout() to ErrorCode.NETWORK_TIMEOUT,
            HttpException.TooLarge(1) to ErrorCode.HTTP_REFUSED,
            HttpException.Redirected() to ErrorCode.HTTP_REFUSED,
            HttpException.Url() to ErrorCode.ADDRESS_REFUSED,
            IllegalStateException("undeclared") to ErrorCode.NETWORK_UNREACHABLE,
        )
        for ((error, code) in thrown) {
            http.answering = { throw error }
            assertEquals(code, runBlocking { wallet.refresh(Refresh.NOW) }.documents?.code)
            http.answering = null
            assertWorks()
        }
    }

    @Test
    fun `answers that are none cost no card`() {
        val answers = listOf<(HttpRequest) -> HttpResponse>(
            { HttpResponse(0, emptyList(), ByteArray(0)) },
            { HttpResponse(200, emptyList(), "not what was asked for".toByteArray()) },
            { HttpResponse(200, List(1000) { HeaderField("\u0000", "\uFFFF") }, ByteArray(0)) },
            { HttpResponse(200, emptyList(), ByteArray(it.maxResponseBytes.toInt() + 1)) },
            { HttpResponse(Int.MAX_VALUE, emptyList(), ByteArray(0)) },
        )
        for (answer in answers) {
            http.answering = answer
            assertTrue(runBlocking { wallet.refresh(Refresh.NOW) }.documents != null)
            http.answering = null
            assertWorks()
        }
    }

    @Test
    fun `a clock that breaks is told as a fault, and passes`() {
        clock.broken = IllegalStateException("made up")
        assertThrows(InternalException::class.java) { present() }
        clock.broken = null
        assertWorks()
    }

    @Test
    fun `a wallet whose secret can't be told does not open, and one without it says so`(@TempDir directory: Path) {
        val config = sandbox.walletConfig("second")
        val ports = WalletPorts(keys, FaultySecretStore(FileSecretStore(directory.toFile())), clock, http)
        val secrets = ports.secrets as FaultySecretStore
        // Something to lose.
        val (offer, txCode) = sandbox.enrollment("elder")
        openWallet(config, ports).use { runBlocking { it.enroll(offer, txCode) } }
        for (thrown in listOf(SecretStoreException.Unavailable("made up"), IllegalStateException("undeclared"))) {
            secrets.loading = { throw thrown }
            val refused = assertThrows(EsscException.Retry::class.java) { openWallet(config, ports) }
            assertEquals(ErrorCode.SECRET_STORE_UNAVAILABLE, refused.code)
        }
        secrets.loading = { null }
        openWallet(config, ports).use {
            assertEquals(WalletCondition.NeedsReEnrollment(ReEnrollReason.VAULT_KEY_LOST), it.condition)
        }
    }

    private fun present() = runBlocking { wallet.present(card, MUSEUM) }

    private fun refusal(): EsscException {
        manual.advance(60)
        return assertThrows(EsscException::class.java) { present() }
    }

    private fun assertWorks(keepFault: Boolean = false) {
        if (!keepFault) keys.signing = null
        manual.advance(60)
        assertTrue(present().text.startsWith("SSC1:"))
    }

    /** The two integers of a DER signature as the JDK writes it: lengths of one byte. */
    private fun integers(der: ByteArray): List<BigInteger> {
        val r = der.copyOfRange(4, 4 + der[3])
        val s = der.copyOfRange(6 + der[3], der.size)
        return listOf(BigInteger(r), BigInteger(s))
    }

    /** The signature with a zero too many before each integer, which is BER and no DER. */
    private fun padded(integers: List<BigInteger>): ByteArray {
        val body = integers.map { byteArrayOf(0) + it.toByteArray() }
            .fold(ByteArray(0)) { all, one -> all + byteArrayOf(2, one.size.toByte()) + one }
        return byteArrayOf(0x30, body.size.toByte()) + body
    }

    private companion object {
        const val MUSEUM = 501
    }
}
