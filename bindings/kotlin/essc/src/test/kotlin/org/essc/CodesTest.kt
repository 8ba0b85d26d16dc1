// Codes that follow one another, in virtual time.
package org.essc

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import org.essc.support.ScriptedWallet
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

@OptIn(ExperimentalCoroutinesApi::class)
class CodesTest {
    private fun codes(wallet: ScriptedWallet) = wallet.codes(CardId("card"), 501)

    @Test
    fun `a new code comes when the last one's time is over, with one signature each`() = runTest {
        val wallet = ScriptedWallet(Profile.VALIDITY)
        val codes = codes(wallet).take(4).toList()
        assertEquals(listOf("SSC1:1", "SSC1:2", "SSC1:3", "SSC1:4"), codes.map(Code::text))
        assertEquals(90_000, currentTime)
        assertEquals(4, wallet.signatures)
    }

    @Test
    fun `a code that the user agreed to is shown once, and the end says when to hide it`() = runTest {
        for (profile in listOf(Profile.MASKED, Profile.IDENTITY)) {
            val wallet = ScriptedWallet(profile)
            val begun = currentTime
            assertEquals(1, codes(wallet).toList().size)
            assertEquals(30_000, currentTime - begun)
            assertEquals(1, wallet.signatures)
        }
    }

    @Test
    fun `nothing is signed before, between or after collecting`() = runTest {
        val wallet = ScriptedWallet(Profile.ENTITLEMENT)
        val codes = codes(wallet)
        assertEquals(0, wallet.signatures)
        codes.first()
        testScheduler.advanceTimeBy(600_000)
        assertEquals(1, wallet.signatures)
    }

    @Test
    fun `what the wallet throws reaches the collector`() = runTest {
        val wallet = ScriptedWallet(Profile.VALIDITY) {
            throw EsscException.Retry(ErrorCode.TOO_MANY_CODES, "made up", null)
        }
        val thrown = runCatching { codes(wallet).first() }.exceptionOrNull()
        assertEquals(ErrorCode.TOO_MANY_CODES, (thrown as EsscException).code)
    }

    @Test
    fun `who stops collecting cancels a wallet that waits for the user`() = runTest {
        val asked = CompletableDeferred<Unit>()
        val cancelled = CompletableDeferred<Unit>()
        val wallet = ScriptedWallet(Profile.IDENTITY) {
            asked.complete(Unit)
            try {
                awaitCancellation()
            } finally {
                cancelled.complete(Unit)
            }
        }
        val collecting = launch { codes(wallet).toList() }
        asked.await()
        collecting.cancelAndJoin()
        assertTrue(cancelled.isCompleted)
    }
}
