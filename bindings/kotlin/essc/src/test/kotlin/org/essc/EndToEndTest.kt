// The whole way of a card, against a real issuer over HTTP, with this side's keys and HTTP client.
package org.essc

import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.runInterruptible
import org.essc.support.Enrollment
import org.essc.support.FaultyKeyStore
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
            wallet.enrollWith(sandbox.enrollment("adult")).also {
                assertTrue(wallet.isTest)
                assertTrue(gate.sync(sandbox.source()).isComplete)
            }
        }
        val atMuseum = gate.verify(wallet.present(card, MUSEUM).text, MUSEUM)
        assertEquals(Outcome.ACCEPTED, atMuseum.outcome, "${atMuseum.reasons}")
        assertEquals(Profile.VALIDITY, atMuseum.disclosed?.profile)
        val atCounter = gate.verify(wallet.present(card, COUNTER).text, COUNTER)
        assertEquals("测试乙", (atCounter.disclosed as Disclosed.Identity).name)
        val offline = assertThrows(EsscException.Retry::class.java) {
            runBlocking { wallet.unbind(card) }
        }
        assertEquals(ErrorCode.NETWORK_UNREACHABLE, offline.code)
        assertEquals(listOf(card), wallet.cards.value.map(CardSummary::id))
        gate.close()
        wallet.close()
    }

    @Test
    fun `a lost card is suspended at the gate and in the wallet, and comes back`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val wallet = wallet(sandbox, null)
            val gate = sandbox.gate("gate")
            val card = wallet.enrollWith(sandbox.enrollment("to_lose"))
            gate.sync(sandbox.source())
            assertEquals(Outcome.ACCEPTED, gate.verify(wallet.present(card, MUSEUM).text, MUSEUM).outcome)

            sandbox.operate("lose", sandbox.cardNumber("to_lose"))
            gate.sync(sandbox.source())
            val refused = gate.verify(wallet.present(card, COUNTER).text, COUNTER)
            assertEquals(listOf(Reason.CARD_SUSPENDED), refused.reasons)
            wallet.refresh(Refresh.NOW)
            assertEquals(CardState.Suspended, wallet.cards.value.single().state)
            val told = assertThrows(EsscException.AskUser::class.java) { runBlocking { wallet.present(card, COUNTER) } }
            assertEquals(ErrorCode.CARD_SUSPENDED, told.code)

            sandbox.operate("release", sandbox.cardNumber("to_lose"))
            wallet.refresh(Refresh.NOW)
            assertEquals(CardState.Active, wallet.cards.value.single().state)
            gate.close()
            wallet.close()
        }
    }

    @Test
    fun `a key that a new fingerprint ended leads to a new card`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val keys = SoftwareKeyStore()
            val wallet = wallet(sandbox, UrlConnectionHttpClient(), keys)
            val card = wallet.enrollWith(sandbox.enrollment("adult"))
            keys.invalidate("essc.$card.everyday")

            val dead = assertThrows(EsscException.ReEnroll::class.java) { runBlocking { wallet.present(card, MUSEUM) } }
            assertEquals(ErrorCode.KEY_INVALIDATED, dead.code)
            val state = wallet.cards.value.single().state
            assertEquals(CardState.NeedsReEnrollment(ReEnrollReason.KEY_INVALIDATED), state)
            assertEquals(ErrorCode.KEY_INVALIDATED, stateCode(state))

            val renewed = wallet.enrollWith(sandbox.newEnrollment("adult"))
            assertEquals(listOf(renewed), wallet.cards.value.map(CardSummary::id))
            wallet.present(renewed, MUSEUM)
            wallet.close()
        }
    }

    @Test
    fun `a sync tells how far it is while it runs`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val gate = sandbox.gate("gate")
            assertEquals(null, gate.syncProgress.value)
            val steps = mutableListOf<SyncStep>()
            // On the thread that tells, so that none is missed.
            val watching = launch(Dispatchers.Unconfined) { gate.syncProgress.filterNotNull().toList(steps) }
            val summary = gate.sync(sandbox.source())
            watching.cancelAndJoin()
            assertTrue(summary.isComplete, "${summary.lists}")
            assertEquals(summary.lists.map(ListSync::name), steps.mapNotNull(SyncStep::current))
            val last = steps.last()
            assertEquals(last.total, last.done)
            assertTrue(last.bytes > 0)
            assertEquals(null, gate.syncProgress.value)
            assertTrue(gate.scenes().any { it.code == MUSEUM })
            gate.close()
        }
    }

    @Test
    fun `the cards can be watched`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val wallet = wallet(sandbox, null)
            val seen = mutableListOf<List<CardId>>()
            val watching = launch(Dispatchers.Unconfined) { wallet.cards.map { cards -> cards.map(CardSummary::id) }.toList(seen) }
            val card = wallet.enrollWith(sandbox.enrollment("adult"))
            wallet.forget(card)
            watching.cancelAndJoin()
            assertEquals(listOf(emptyList(), listOf(card), emptyList()), seen)
            wallet.close()
        }
    }

    @Test
    fun `what happens to the cards is told, a card has a face and can be named`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val heard = CopyOnWriteArrayList<WalletEvent>()
            val wallet = wallet(sandbox, null, observer = { heard += it })
            val events = mutableListOf<WalletEvent>()
            val watching = launch(Dispatchers.Unconfined) { wallet.events.toList(events) }
            val card = wallet.enrollWith(sandbox.enrollment("adult"))
            wallet.setNickname(card, "家里的卡")
            val told = wallet.cards.value.single()
            assertEquals("家里的卡", told.nickname)
            assertTrue(told.face?.name?.endsWith("*") == true, "${told.face?.name}")
            assertTrue(wallet.refreshCard(card) is CardRefreshed.Renewed)
            wallet.forget(card)
            watching.cancelAndJoin()
            assertEquals(
                listOf(WalletEvent.Enrolled(card), WalletEvent.Renamed(card), WalletEvent.Renewed(card), WalletEvent.Removed(card)),
                events,
            )
            assertEquals(events, heard)
            wallet.close()
        }
    }

    @Test
    fun `two accounts have a wallet each, and one is destroyed for good`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val ports = WalletPorts(SoftwareKeyStore(), FileSecretStore(directory.resolve("secrets").toFile()))
            val (one, other) = listOf("one", "other").map { sandbox.walletConfig(it).copy(account = it) }
            val wallets = listOf(one, other).map { Wallet.open(it, ports) }
            wallets[0].enrollWith(sandbox.enrollment("adult"))
            val kept = wallets[1].enrollWith(sandbox.enrollment("elder"))
            val inUse = assertThrows(EsscException.Retry::class.java) { runBlocking { Wallet.destroy(one, ports) } }
            assertEquals(ErrorCode.IN_USE, inUse.code)
            wallets.forEach(Wallet::close)
            Wallet.destroy(one, ports)
            assertTrue(one.directory.walk().none { it.isFile && it.length() > 0 }, "${one.directory.walk().toList()}")
            Wallet.open(one, ports).use { assertTrue(it.cards.value.isEmpty()) }
            Wallet.open(other, ports).use { assertEquals(kept, it.cards.value.single().id) }
        }
    }

    @Test
    fun `who stops waiting for the user takes the question away`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val keys = FaultyKeyStore(JcaKeyStore())
            val wallet = wallet(sandbox, null, keys)
            val card = wallet.enrollWith(sandbox.enrollment("adult"))
            val asked = CountDownLatch(1)
            val interrupted = CountDownLatch(1)
            keys.signing = {
                asked.countDown()
                try {
                    CountDownLatch(1).await()
                    error("nobody answers")
                } catch (_: InterruptedException) {
                    interrupted.countDown()
                    throw KeyStoreException.Cancelled()
                }
            }
            val showing = launch { wallet.present(card, COUNTER) }
            runInterruptible(Dispatchers.IO) { asked.await() }
            showing.cancelAndJoin()
            assertEquals(0, interrupted.count)
            keys.signing = null
            assertTrue(wallet.present(card, COUNTER).text.startsWith("SSC1:"))
            wallet.close()
        }
    }

    private suspend fun wallet(sandbox: Sandbox, http: HttpClient?, keys: KeyStore = JcaKeyStore(), observer: WalletObserver? = null): Wallet {
        val secrets = FileSecretStore(directory.resolve("secrets").toFile())
        return Wallet.open(sandbox.walletConfig("wallet"), WalletPorts(keys, secrets, http = http, observer = observer))
    }

    private suspend fun Wallet.enrollWith(enrollment: Enrollment): CardId = enroll(enrollment.offer, enrollment.txCode)

    private companion object {
        const val MUSEUM = 501
        const val COUNTER = 101
    }
}
