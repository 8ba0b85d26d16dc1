// The whole way of a card, against a real issuer over HTTP, with this side's keys and HTTP client.
package org.essc

import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.runBlocking
import org.essc.support.Enrolment
import org.essc.support.JcaKeyStore
import org.essc.support.Sandbox
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class EndToEndTest {
    @TempDir
    lateinit var directory: Path

    @Test
    fun `a card is enrolled, shown and verified, also when the issuer is gone`() = runBlocking {
        val sandbox = Sandbox(directory)
        val wallet = wallet(sandbox, UrlConnectionHttpClient())
        val gate = sandbox.gate("gate", UrlConnectionHttpClient())
        val card = sandbox.use {
            wallet.enrolWith(sandbox.enrolment("adult")).also {
                assertTrue(wallet.isTest())
                assertTrue(gate.sync(sandbox.source()).isComplete)
            }
        }
        val atMuseum = gate.verify(wallet.present(card, MUSEUM).text, MUSEUM)
        assertEquals(Outcome.ACCEPTED, atMuseum.outcome, "${atMuseum.reasons}")
        assertEquals(null, atMuseum.disclosed?.name)
        val atCounter = gate.verify(wallet.present(card, COUNTER).text, COUNTER)
        assertEquals("测试乙", atCounter.disclosed?.name)
        val offline = assertThrows(EsscException.Retry::class.java) {
            runBlocking { wallet.unbind(card) }
        }
        assertEquals(ErrorCode.NETWORK_UNREACHABLE, offline.code)
        assertEquals(listOf(card), wallet.cards().map(CardSummary::id))
        gate.close()
        wallet.close()
    }

    @Test
    fun `a lost card is suspended at the gate and in the wallet, and comes back`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val wallet = wallet(sandbox, null)
            val gate = sandbox.gate("gate")
            val card = wallet.enrolWith(sandbox.enrolment("to_lose"))
            gate.sync(sandbox.source())
            assertEquals(Outcome.ACCEPTED, gate.verify(wallet.present(card, MUSEUM).text, MUSEUM).outcome)

            sandbox.operate("lose", sandbox.cardNumber("to_lose"))
            gate.sync(sandbox.source())
            val refused = gate.verify(wallet.present(card, COUNTER).text, COUNTER)
            assertEquals(listOf(Reason.CARD_SUSPENDED), refused.reasons)
            wallet.refresh(Refresh.NOW)
            assertEquals(CardState.Suspended, wallet.cards().single().state)
            val told = assertThrows(EsscException.AskUser::class.java) { wallet.present(card, COUNTER) }
            assertEquals(ErrorCode.CARD_SUSPENDED, told.code)

            sandbox.operate("release", sandbox.cardNumber("to_lose"))
            wallet.refresh(Refresh.NOW)
            assertEquals(CardState.Active, wallet.cards().single().state)
            gate.close()
            wallet.close()
        }
    }

    @Test
    fun `a key that a new fingerprint ended leads to a new card`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val keys = SoftwareKeyStore.inMemory()
            val wallet = wallet(sandbox, UrlConnectionHttpClient(), keys)
            val card = wallet.enrolWith(sandbox.enrolment("adult"))
            keys.invalidate("essc.$card.everyday")

            val dead = assertThrows(EsscException.ReEnrol::class.java) { wallet.present(card, MUSEUM) }
            assertEquals(ErrorCode.KEY_INVALIDATED, dead.code)
            val state = wallet.cards().single().state
            assertEquals(CardState.NeedsReEnrolment(ReEnrolReason.KEY_INVALIDATED), state)
            assertEquals(ErrorCode.KEY_INVALIDATED, stateCode(state))

            val renewed = wallet.enrolWith(sandbox.newEnrolment("adult"))
            assertEquals(listOf(renewed), wallet.cards().map(CardSummary::id))
            wallet.present(renewed, MUSEUM)
            wallet.close()
        }
    }

    @Test
    fun `a sync tells how far it is, and a listener that breaks stops nothing`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val steps = CopyOnWriteArrayList<SyncStep>()
            val gate = sandbox.gate("gate")
            val summary = gate.sync(sandbox.source(), object : SyncListener {
                override fun progressed(step: SyncStep) {
                    steps += step
                    error("a listener that breaks")
                }
            })
            assertTrue(summary.isComplete, "${summary.lists}")
            assertEquals(summary.lists.map(ListSync::name), steps.mapNotNull(SyncStep::current))
            val last = steps.last()
            assertEquals(last.total, last.done)
            assertTrue(last.bytes > 0uL)
            assertTrue(gate.scenes().any { it.code == MUSEUM })
            gate.close()
        }
    }

    private fun wallet(sandbox: Sandbox, http: HttpClient?, keys: KeyStore = JcaKeyStore()): Wallet {
        val secrets = FileSecretStore.inDirectory(directory.resolve("secrets").toString())
        return Wallet.open(sandbox.walletConfig("wallet"), Ports(keys, secrets, http = http))
    }

    private suspend fun Wallet.enrolWith(enrolment: Enrolment): CardId = enrol(enrolment.offer, enrolment.txCode)

    private companion object {
        const val MUSEUM = 501
        const val COUNTER = 101
    }
}
