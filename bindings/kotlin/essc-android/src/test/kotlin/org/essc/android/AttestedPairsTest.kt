// A device that has no attestation to give, now or at all: what AndroidKeyStore makes of what Keystore says.
package org.essc.android

import android.os.Build
import android.security.KeyStoreException as PlatformException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.StrongBoxUnavailableException
import java.security.ProviderException
import org.essc.Attestation
import org.essc.AttestationRequest
import org.essc.Authentication
import org.essc.Hardware
import org.essc.KeyAlgorithm
import org.essc.KeyPolicy
import org.essc.KeyStoreException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.util.ReflectionHelpers

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class AttestedPairsTest {
    private val keystore = SoftwareKeystore()
    private val pauses = mutableListOf<Long>()
    private val store = AndroidKeyStore({ _, signature -> signature }, keystore, pauses::add)

    @Test
    fun `attestation keys that will be there soon are waited for, longer each time`() {
        val faults = mutableListOf(outOfKeys(PlatformException.RKP_TEMPORARILY_UNAVAILABLE), outOfKeys(PlatformException.RKP_TEMPORARILY_UNAVAILABLE))
        keystore.refusal = { faults.removeFirstOrNull() }
        assertNotNull(make().attestation)
        assertEquals(listOf(500L, 1_000L), pauses)
        assertEquals(List(3) { true }, attested())
    }

    @Test
    fun `after three pauses the key is made without an attestation`() {
        refuseAttestation(outOfKeys(PlatformException.RKP_TEMPORARILY_UNAVAILABLE))
        assertNull(make().attestation)
        assertEquals(listOf(500L, 1_000L, 2_000L), pauses)
        assertEquals(listOf(true, true, true, true, false), attested())
    }

    @Test
    fun `nobody waits for a connection, a restart, or what will never be`() {
        val faults = listOf(
            outOfKeys(PlatformException.RKP_FETCHING_PENDING_CONNECTIVITY),
            outOfKeys(PlatformException.RKP_FETCHING_PENDING_SOFTWARE_REBOOT),
            outOfKeys(PlatformException.RKP_SERVER_REFUSED_ISSUANCE),
            // KeyMint's ATTESTATION_KEYS_NOT_PROVISIONED and CANNOT_ATTEST_IDS.
            ProviderException(PlatformException(-79, "made up")),
            ProviderException(PlatformException(-66, "made up")),
            ProviderException("Failed to generate attestation certificate chain"),
            IllegalStateException("made up"),
        )
        for (fault in faults) {
            keystore.specs.clear()
            refuseAttestation(fault)
            assertNull(make().attestation)
            assertEquals("$fault", listOf(true, false), attested())
        }
        assertTrue(pauses.isEmpty())
    }

    @Test
    fun `before Android 13 the device does not say when, and is not asked twice`() {
        refuseAttestation(outOfKeys(PlatformException.RKP_TEMPORARILY_UNAVAILABLE))
        val release = Build.VERSION.SDK_INT
        ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", Build.VERSION_CODES.S)
        try {
            assertNull(make().attestation)
        } finally {
            ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", release)
        }
        assertEquals(listOf(true, false), attested())
    }

    @Test
    fun `a key that can't be made without an attestation either is an error, and the old one is still there`() {
        val old = make().publicKey
        keystore.refusal = { ProviderException(PlatformException(-1000, "made up")) }
        assertThrows(KeyStoreException.Unavailable::class.java) { make() }
        assertTrue(old.contentEquals(store.info(ALIAS).publicKey))
    }

    @Test
    fun `without StrongBox there is no key in it, attested or not`() {
        keystore.refusal = { ProviderException(StrongBoxUnavailableException()) }
        assertThrows(KeyStoreException.Unavailable::class.java) { make(Hardware.SECURE_ELEMENT) }
        assertEquals(listOf(true), attested())
    }

    @Test
    fun `a StrongBox without attestation keys makes its key all the same`() {
        keystore.protection = Protection.STRONG_BOX
        refuseAttestation(outOfKeys(PlatformException.RKP_SERVER_REFUSED_ISSUANCE))
        assertNull(make(Hardware.SECURE_ELEMENT).attestation)
        assertTrue(keystore.specs.all(KeyGenParameterSpec::isStrongBoxBacked))
    }

    @Test
    fun `a phone that wants its user to unlock it first says so`() {
        // LOCKED of Keystore 2.
        keystore.refusal = { ProviderException(PlatformException(2, "made up")) }
        assertThrows(KeyStoreException.UserNotAuthenticated::class.java) { make() }
    }

    @Test
    fun `a chain goes to the issuer as the device gave it`() {
        val chain = make().attestation as Attestation.AndroidChain
        assertEquals(3, chain.certificates.size)
        assertTrue(keystore.specs.single().attestationChallenge.contentEquals(REQUEST.challenge))
    }

    private fun make(hardware: Hardware = Hardware.ANY) =
        store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, hardware), REQUEST)

    private fun refuseAttestation(fault: Exception) {
        keystore.refusal = { spec -> fault.takeIf { spec.attestationChallenge != null } }
    }

    /** For each key that Keystore was asked for, whether it was to be attested. */
    private fun attested() = keystore.specs.map { it.attestationChallenge != null }

    /** Keystore's answer when the keys that were provisioned are used up. */
    private fun outOfKeys(why: Int): Exception = ProviderException("made up", PlatformException(OUT_OF_KEYS, "made up", why))

    private companion object {
        const val ALIAS = "essc.card.everyday"
        const val OUT_OF_KEYS = 22
        val REQUEST = AttestationRequest("https://issuer.example/440100", "a-nonce", ByteArray(32) { 5 }, null)
    }
}
