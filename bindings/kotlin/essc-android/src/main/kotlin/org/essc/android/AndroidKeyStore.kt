// Device keys in Android Keystore.
package org.essc.android

import android.os.Build
import java.security.PrivateKey
import java.security.Signature
import java.security.interfaces.ECPublicKey
import org.essc.Attestation
import org.essc.AttestationRequest
import org.essc.Hardware
import org.essc.KeyInfo
import org.essc.KeyPolicy
import org.essc.KeyStore
import org.essc.KeyStoreException
import org.essc.SecurityLevel
import org.essc.SignPrompt

/**
 * Device keys of P-256 in Android Keystore, non-exportable, and attested where the device can.
 *
 * What a policy asks for is what is made, or [KeyStoreException.Unavailable] is thrown and an older key
 * of the same alias is still there: `SECURE_ELEMENT` is StrongBox, `TRUSTED_ENVIRONMENT` is checked
 * after the key was made. `ANY` is the trusted environment where the device has one; whatever it
 * became is in [KeyInfo.securityLevel]. Before Android 12 the platform doesn't tell StrongBox from a
 * trusted environment once a key is made: [info] then says `TRUSTED_ENVIRONMENT` of both.
 *
 * An everyday key signs while the device is unlocked (Android 8 can't tell, and lets it sign always), an identity key after the user authenticated for
 * this one signature, through [authenticator].
 *
 * Calls block, StrongBox for seconds: never on the thread that draws the screen. Any number of threads
 * may call at once.
 */
public class AndroidKeyStore internal constructor(
    private val authenticator: Authenticator,
    private val keystore: Keystore,
    pause: (Long) -> Unit = Thread::sleep,
) : KeyStore {
    private val pairs = AttestedPairs(keystore, pause)

    /** Keys of this device, whose user is asked by [authenticator]. */
    public constructor(authenticator: Authenticator) : this(authenticator, PlatformKeystore)

    /**
     * Makes a key, replacing one of the same alias, and attests it over the request's challenge. While the
     * device says that attestation keys will be there soon, it is tried again, for some seconds; where
     * there are none, the key comes without an attestation.
     *
     * @throws KeyStoreException.Unavailable when the policy can't be met in full: no such hardware, no
     *   screen lock
     */
    @Throws(KeyStoreException::class)
    override fun generate(alias: String, policy: KeyPolicy, request: AttestationRequest): KeyInfo =
        KeystoreFaults.told {
            requireOurs(alias)
            if (policy.hardware == Hardware.SECURE_ELEMENT && Build.VERSION.SDK_INT < Build.VERSION_CODES.P) {
                throw KeyStoreException.Unavailable("StrongBox came with Android 9")
            }
            if (policy.hardware != Hardware.ANY && keystore.certificates(alias).isNotEmpty()) {
                // A refusal must not cost the key that is there, and Keystore can't rename: so a key
                // that is thrown away finds out first.
                try {
                    make(TRIAL, policy, ByteArray(0))
                } finally {
                    keystore.delete(TRIAL)
                }
            }
            make(alias, policy, request.challenge)
        }

    private fun make(alias: String, policy: KeyPolicy, challenge: ByteArray): KeyInfo {
        pairs.make(alias, policy, challenge)
        val protection = keystore.facts(privateKey(alias)).protection
        val level = when (policy.hardware) {
            Hardware.ANY -> level(protection)
            Hardware.TRUSTED_ENVIRONMENT -> level(protection).takeIf { it != SecurityLevel.SOFTWARE }
            // Asked for StrongBox, Keystore makes the key there or throws; a release that can tell is
            // believed all the same.
            Hardware.SECURE_ELEMENT -> SecurityLevel.SECURE_ELEMENT.takeIf {
                protection == Protection.STRONG_BOX || protection == Protection.SOME_HARDWARE
            }
        }
        if (level == null) {
            keystore.delete(alias)
            throw KeyStoreException.Unavailable("the device made a weaker key than it was asked for")
        }
        return describe(alias, level)
    }

    /**
     * Signs SHA-256 of the message; a key for each use waits for the user.
     *
     * @return an ASN.1 DER signature
     * @throws KeyStoreException any of them
     */
    @Throws(KeyStoreException::class)
    override fun sign(alias: String, message: ByteArray, prompt: SignPrompt?): ByteArray = KeystoreFaults.told {
        requireOurs(alias)
        val key = privateKey(alias)
        val signature = keystore.signature().apply { initSign(key) }
        unlocked(signature, key, prompt).run {
            update(message)
            sign()
        }
    }

    private fun unlocked(signature: Signature, key: PrivateKey, prompt: SignPrompt?): Signature {
        if (!keystore.facts(key).asksTheUser) return signature
        return authenticator.authenticate(prompt ?: throw KeyStoreException.UserNotAuthenticated(), signature)
    }

    /**
     * What is known of a key.
     *
     * @throws KeyStoreException [KeyStoreException.NotFound], [KeyStoreException.Invalidated],
     *   [KeyStoreException.Unavailable]
     */
    @Throws(KeyStoreException::class)
    override fun info(alias: String): KeyInfo = KeystoreFaults.told {
        requireOurs(alias)
        describe(alias, level(keystore.facts(privateKey(alias)).protection))
    }

    /**
     * Deletes the key of exactly this alias; one that does not exist is deleted already.
     *
     * @throws KeyStoreException.Unavailable when the platform can't
     */
    @Throws(KeyStoreException::class)
    override fun delete(alias: String): Unit = KeystoreFaults.told {
        requireOurs(alias)
        keystore.delete(alias)
    }

    private fun describe(alias: String, level: SecurityLevel): KeyInfo {
        val chain = keystore.certificates(alias)
        val public = chain.firstOrNull()?.publicKey as? ECPublicKey
            ?: throw KeyStoreException.Unavailable("the key has no certificate")
        // Made without a challenge, a key has one certificate, which says nothing.
        val attestation = chain.takeIf { it.size > 1 }?.let { certificates ->
            Attestation.AndroidChain(certificates.map { it.encoded })
        }
        return KeyInfo(UncompressedPoint.of(public), level, attestation)
    }

    private fun level(protection: Protection): SecurityLevel = when (protection) {
        Protection.SOFTWARE -> SecurityLevel.SOFTWARE
        Protection.TRUSTED_ENVIRONMENT, Protection.SOME_HARDWARE -> SecurityLevel.TRUSTED_ENVIRONMENT
        Protection.STRONG_BOX -> SecurityLevel.SECURE_ELEMENT
    }

    private fun privateKey(alias: String): PrivateKey =
        keystore.privateKey(alias) ?: throw KeyStoreException.NotFound()

    /** An app's Keystore may hold keys that are none of this library's business. */
    private fun requireOurs(alias: String) {
        if (!alias.startsWith(PREFIX)) throw KeyStoreException.Unavailable("an alias that is not this library's")
    }

    private companion object {
        const val PREFIX = "essc."
        const val TRIAL = "essc-trial"
    }
}
