// A gate that asks holders: what a sync says of its venue card, in words for the venue's people.
package org.essc

import java.nio.file.Path
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.essc.support.Sandbox
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class VenueCardTest {
    @TempDir
    lateinit var directory: Path

    @Test
    fun `a sync with a venue says until when its card runs, and one without says nothing`() = runBlocking {
        Sandbox(directory).use { sandbox ->
            val gate = sandbox.gate("gate")
            val venue = venue(sandbox)
            assertNull(gate.sync(sandbox.source()).venueCard)
            val told = checkNotNull(gate.sync(sandbox.source(), venue = venue).venueCard)
            assertEquals(VenueCardOutcome.NOT_DUE, told.outcome)
            assertTrue(told.until > Instant.now() && told.until < Instant.now().plusSeconds(8 * 86_400))
            assertNull(told.reason)
            assertTrue(gate.request(venue, 302, Question(12_850, "门诊缴费", null)).text.startsWith("SSCQ1:"))
            gate.close()
        }
    }

    @Test
    fun `every outcome has its word and its text in both languages`() {
        val words = VenueCardOutcome.entries.map { it.code() }
        assertEquals(words.size, words.toSet().size)
        for (outcome in VenueCardOutcome.entries) {
            assertNotEquals(outcome.text(Language.ZH), outcome.text(Language.EN))
        }
    }

    /** A venue of the sandbox's city, with a key of its own. */
    private fun venue(sandbox: Sandbox): Venue {
        val keys = SoftwareKeyStore()
        val policy = KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.ANY)
        val key = PublicKey.fromPoint(keys.generate("essc.venue", policy, noAttestation()).publicKey)
        val named = arrayOf("--region", "440100", "--id", "desk-1", "--name", "演示医院", "--scenes", "0302")
        val card = sandbox.operate("add-venue", *named, "--field", "venue_card", key.jwk)
        return Venue(card.trim(), keys)
    }
}
