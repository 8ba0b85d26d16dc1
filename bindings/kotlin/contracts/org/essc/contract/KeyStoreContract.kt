// What every KeyStore must do, written once and run against each of them, here and on Android.
package org.essc.contract

import java.math.BigInteger
import java.security.AlgorithmParameters
import java.security.KeyFactory
import java.security.PublicKey
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import org.essc.AttestationRequest
import org.essc.Authentication
import org.essc.Hardware
import org.essc.KeyAlgorithm
import org.essc.KeyInfo
import org.essc.KeyPolicy
import org.essc.KeyStore
import org.essc.KeyStoreException
import org.essc.SecurityLevel
import org.essc.SignPrompt

/** The contract, clause by clause; the first one that [store] breaks throws. Independent of a test framework. */
class KeyStoreContract(private val store: KeyStore) {
    fun holds() {
        `a key that was never made is not found`()
        `a key signs DER over SHA-256 that verifies`()
        `a key for each use signs with a prompt`()
        `making a key again replaces it`()
        `hardware that is not there is refused, not replaced`()
        `a delete touches its alias only`()
    }

    private fun `a key that was never made is not found`() {
        assertNotFound { store.info(ALIAS) }
        assertNotFound { store.sign(ALIAS, "m".toByteArray(), null) }
        // What is not there is deleted already.
        store.delete(ALIAS)
    }

    private fun `a key signs DER over SHA-256 that verifies`() {
        val made = make(ALIAS, Authentication.UNLOCKED_DEVICE)
        for (message in listOf(ByteArray(0), "message".toByteArray(), ByteArray(10_000) { 0xa5.toByte() })) {
            val der = store.sign(ALIAS, message, null)
            check(made.verifies(message, der)) { "a signature doesn't verify" }
            check(!made.verifies("another".toByteArray(), der)) { "a signature verifies for another message" }
        }
        check(store.info(ALIAS).publicKey.contentEquals(made.publicKey)) { "info tells another key" }
    }

    private fun `a key for each use signs with a prompt`() {
        val made = make(OTHER, Authentication.EACH_USE)
        val der = store.sign(OTHER, "m".toByteArray(), SignPrompt("Show your card", "Name, number"))
        check(made.verifies("m".toByteArray(), der)) { "a signature after a prompt doesn't verify" }
    }

    private fun `making a key again replaces it`() {
        val first = store.info(ALIAS)
        val second = make(ALIAS, Authentication.UNLOCKED_DEVICE)
        val der = store.sign(ALIAS, "m".toByteArray(), null)
        check(second.verifies("m".toByteArray(), der)) { "the new key doesn't sign" }
        check(!first.verifies("m".toByteArray(), der)) { "the old key still signs" }
    }

    private fun `hardware that is not there is refused, not replaced`() {
        var current = store.info(ALIAS)
        for (hardware in listOf(Hardware.TRUSTED_ENVIRONMENT, Hardware.SECURE_ELEMENT)) {
            val made = try {
                store.generate(ALIAS, KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, hardware), REQUEST)
            } catch (_: KeyStoreException.Unavailable) {
                null
            }
            val now = store.info(ALIAS)
            when {
                made == null -> check(now.publicKey.contentEquals(current.publicKey)) { "a refusal cost the old key" }
                hardware == Hardware.SECURE_ELEMENT -> check(made.securityLevel == SecurityLevel.SECURE_ELEMENT)
                else -> check(made.securityLevel != SecurityLevel.SOFTWARE)
            }
            current = now
        }
    }

    private fun `a delete touches its alias only`() {
        store.delete(ALIAS)
        assertNotFound { store.info(ALIAS) }
        store.info(OTHER)
        store.delete(OTHER)
    }

    private fun make(alias: String, authentication: Authentication): KeyInfo =
        store.generate(alias, KeyPolicy(KeyAlgorithm.ES256, authentication, Hardware.ANY), REQUEST)

    private fun assertNotFound(call: () -> Unit) {
        try {
            call()
        } catch (_: KeyStoreException.NotFound) {
            return
        }
        error("a key was found that is not there")
    }

    private companion object {
        const val ALIAS = "essc.contract.one"
        const val OTHER = "essc.contract.two"
        val REQUEST = AttestationRequest("https://issuer.example/440100", "a-nonce", ByteArray(32) { 7 }, null)
    }
}

/** Whether the key verifies a DER signature over SHA-256 of a message, by the JDK's own cryptography. */
fun KeyInfo.verifies(message: ByteArray, der: ByteArray): Boolean = Signature.getInstance("SHA256withECDSA").run {
    initVerify(point(publicKey))
    update(message)
    verify(der)
}

private fun point(sec1: ByteArray): PublicKey {
    require(sec1.size == 65 && sec1[0] == 4.toByte()) { "not an uncompressed point" }
    val curve = AlgorithmParameters.getInstance("EC").run {
        init(ECGenParameterSpec("secp256r1"))
        getParameterSpec(ECParameterSpec::class.java)
    }
    val point = ECPoint(BigInteger(1, sec1.copyOfRange(1, 33)), BigInteger(1, sec1.copyOfRange(33, 65)))
    return KeyFactory.getInstance("EC").generatePublic(ECPublicKeySpec(point, curve))
}
