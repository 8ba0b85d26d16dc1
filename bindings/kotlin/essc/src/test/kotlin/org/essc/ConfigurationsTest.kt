// What an app may leave out of a gate's set-up, and a key's public half as a venue hands it on.
package org.essc

import java.nio.file.Path
import org.essc.support.openGate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ConfigurationsTest {
    @TempDir
    lateinit var directory: Path

    @Test
    fun `a gate opens with what is right for most`() {
        val config = VerifierConfig(directory.toFile(), Region("440106"), listOf(PinnedRoot(key(), 1)))
        assertEquals(Remember.COOL_DOWNS to Region("440000"), config.remember to config.baseRegion)
        assertEquals(65_536 to 65_536, config.replayCapacity to config.cacheCapacity)
        openGate(config).use { gate -> assertEquals(emptyList<VenueScene>(), gate.scenes()) }
    }

    @Test
    fun `a key store's public key is taken as a JWK`() {
        val point = ByteArray(65) { it.toByte() }.also { it[0] = 4 }
        val expected = """{"kty":"EC","crv":"P-256",""" +
            """"x":"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA","y":"ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A"}"""
        assertEquals(expected, PublicKey.fromPoint(point).jwk)
    }

    @Test
    fun `bytes that are no uncompressed point are refused`() {
        val compressed = ByteArray(33).also { it[0] = 2 }
        val hybrid = ByteArray(65).also { it[0] = 6 }
        for (bytes in listOf(ByteArray(0), ByteArray(64), ByteArray(66).also { it[0] = 4 }, compressed, hybrid)) {
            assertThrows(IllegalArgumentException::class.java) { PublicKey.fromPoint(bytes) }
        }
    }

    private fun key() = PublicKey.fromPoint(SoftwareKeyStore().generate("essc.root", POLICY, noAttestation()).publicKey)

    private companion object {
        val POLICY = KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.ANY)
    }
}
