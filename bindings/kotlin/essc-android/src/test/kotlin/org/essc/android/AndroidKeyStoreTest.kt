// Policies, levels and faults of AndroidKeyStore, over software keys: on a device the same decisions meet its Keystore.
package org.essc.android

import android.os.Build
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.security.InvalidKeyException
import java.security.ProviderException
import org.essc.Attestation
import org.essc.AttestationRequest
import org.essc.Authentication
import org.essc.Hardware
import org.essc.KeyAlgorithm
import org.essc.KeyPolicy
import org.essc.KeyStoreException
import org.essc.SecurityLevel
import org.essc.SignPrompt
import org.essc.contract.KeyStoreContract
import org.essc.contract.verifies
import org.essc.noAttestation
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.util.ReflectionHelpers

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class AndroidKeyStoreTest {
    private val keystore = SoftwareKeystore()
    private val prompts = mutableListOf<SignPrompt>()
    private var answer: KeyStoreException? = null
    private val store = AndroidKeyStore(
        { prompt, signature ->
            prompts += prompt
            answer?.let { throw it }
            signature
        },
        keystore,
    )

    @Test
    fun `the contract holds on a device with a trusted environment and no secure element`() {
        keystore.refusal = { spec -> StrongBoxUnavailableException().takeIf { spec.isStrongBoxBacked } }
        KeyStoreContract(store).holds()
        assertTrue(keystore.aliases.isEmpty())
    }

    @Test
    fun `the contract holds on a device without any hardware`() {
        keystore.protection = Protection.SOFTWARE
        KeyStoreContract(store).holds()
    }

    @Test
    fun `an everyday key signs while the device is unlocked`() {
        store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.TRUSTED_ENVIRONMENT), REQUEST)
        val spec = keystore.specs.single()
        assertTrue(spec.isUnlockedDeviceRequired)
        assertFalse(spec.isUserAuthenticationRequired || spec.isStrongBoxBacked)
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
        assertArrayEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
        assertArrayEquals(CHALLENGE, spec.attestationChallenge)
    }

    @Test
    fun `an identity key asks the user for each signature and dies with new biometrics`() {
        keystore.protection = Protection.STRONG_BOX
        store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.EACH_USE, Hardware.SECURE_ELEMENT), REQUEST)
        val spec = keystore.specs.single()
        assertTrue(spec.isUserAuthenticationRequired && spec.isStrongBoxBacked && spec.isInvalidatedByBiometricEnrollment)
        assertEquals(0, spec.userAuthenticationValidityDurationSeconds)
        assertEquals(
            KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL,
            spec.userAuthenticationType,
        )
    }

    @Test
    fun `before Android 11 only a biometric answers for one signature`() {
        val release = Build.VERSION.SDK_INT
        ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", Build.VERSION_CODES.P)
        try {
            store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.EACH_USE, Hardware.ANY), REQUEST)
        } finally {
            ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", release)
        }
        val spec = keystore.specs.single()
        assertTrue(spec.isUserAuthenticationRequired && spec.isInvalidatedByBiometricEnrollment)
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
    }

    @Test
    fun `a weaker key than was asked for is deleted and refused`() {
        val asked = mapOf(
            Hardware.TRUSTED_ENVIRONMENT to listOf(Protection.SOFTWARE),
            Hardware.SECURE_ELEMENT to listOf(Protection.SOFTWARE, Protection.TRUSTED_ENVIRONMENT),
        )
        for ((hardware, weaker) in asked) {
            for (protection in weaker) {
                keystore.protection = protection
                assertThrows(KeyStoreException.Unavailable::class.java) { make(hardware) }
                assertTrue(keystore.aliases.isEmpty())
            }
        }
    }

    @Test
    fun `a device without a secure element makes no key in its stead`() {
        keystore.refusal = { StrongBoxUnavailableException() }
        assertThrows(KeyStoreException.Unavailable::class.java) { make(Hardware.SECURE_ELEMENT) }
        assertTrue(keystore.specs.all { it.isStrongBoxBacked })
    }

    @Test
    fun `the level is what the hardware says, and a secure element that can't say so counts when it was asked for`() {
        val levels = mapOf(
            Protection.SOFTWARE to SecurityLevel.SOFTWARE,
            Protection.TRUSTED_ENVIRONMENT to SecurityLevel.TRUSTED_ENVIRONMENT,
            Protection.SOME_HARDWARE to SecurityLevel.TRUSTED_ENVIRONMENT,
            Protection.STRONG_BOX to SecurityLevel.SECURE_ELEMENT,
        )
        for ((protection, level) in levels) {
            keystore.protection = protection
            assertEquals(level, make(Hardware.ANY).securityLevel)
            assertEquals(level, store.info(ALIAS).securityLevel)
        }
        keystore.protection = Protection.SOME_HARDWARE
        assertEquals(SecurityLevel.SECURE_ELEMENT, make(Hardware.SECURE_ELEMENT).securityLevel)
    }

    @Test
    fun `the attestation is the chain, and without a challenge there is none`() {
        val attested = make(Hardware.ANY).attestation as Attestation.AndroidChain
        assertEquals(3, attested.certificates.size)
        val policy = KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.ANY)
        assertEquals(null, store.generate(ALIAS, policy, noAttestation()).attestation)
    }

    @Test
    fun `a key for each use signs after the user agreed to what they saw, and not otherwise`() {
        val made = store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.EACH_USE, Hardware.ANY), REQUEST)
        val prompt = SignPrompt("Show your card", "Name, number")
        val message = "m".toByteArray()
        assertTrue(made.verifies(message, store.sign(ALIAS, message, prompt)))
        assertEquals(listOf(prompt), prompts)
        answer = KeyStoreException.Cancelled()
        assertThrows(KeyStoreException.Cancelled::class.java) { store.sign(ALIAS, message, prompt) }
        assertThrows(KeyStoreException.UserNotAuthenticated::class.java) { store.sign(ALIAS, message, null) }
    }

    @Test
    fun `what Keystore throws is told by what it means`() {
        make(Hardware.ANY)
        val meanings = mapOf(
            KeyPermanentlyInvalidatedException() to KeyStoreException.Invalidated::class.java,
            InvalidKeyException(KeyPermanentlyInvalidatedException()) to KeyStoreException.Invalidated::class.java,
            java.security.UnrecoverableKeyException("made up") to KeyStoreException.Invalidated::class.java,
            UserNotAuthenticatedException() to KeyStoreException.UserNotAuthenticated::class.java,
            ProviderException("Keystore error 42 for alias x") to KeyStoreException.Unavailable::class.java,
            IllegalStateException("made up") to KeyStoreException.Unavailable::class.java,
        )
        for ((thrown, meaning) in meanings) {
            keystore.signing = thrown
            val told = assertThrows(meaning) { store.sign(ALIAS, ByteArray(0), null) }
            assertFalse("alias" in told.message.orEmpty())
            keystore.signing = null
            keystore.lookup = thrown
            assertThrows(meaning) { store.info(ALIAS) }
            keystore.lookup = null
        }
    }

    @Test
    fun `keys that are not the library's are not touched`() {
        for (alias in listOf("bank", "essc", "essc-wrap.essc.vault", "")) {
            assertThrows(KeyStoreException.Unavailable::class.java) { store.delete(alias) }
            assertThrows(KeyStoreException.Unavailable::class.java) { store.info(alias) }
        }
    }

    private fun make(hardware: Hardware) =
        store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, hardware), REQUEST)

    private companion object {
        const val ALIAS = "essc.card.everyday"
        val CHALLENGE = ByteArray(32) { 5 }
        val REQUEST = AttestationRequest("https://issuer.example/440100", "a-nonce", CHALLENGE, null)
    }
}
