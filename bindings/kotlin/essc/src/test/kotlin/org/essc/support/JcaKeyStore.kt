// A key store of this side of the interface, for tests: it protects nothing.
package org.essc.support

import java.math.BigInteger
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.ConcurrentHashMap
import org.essc.AttestationRequest
import org.essc.Hardware
import org.essc.KeyInfo
import org.essc.KeyPolicy
import org.essc.KeyStore
import org.essc.KeyStoreException
import org.essc.SecurityLevel
import org.essc.SignPrompt

/** Keys of the JDK's software provider, in memory: a foreign [KeyStore] that behaves. */
class JcaKeyStore : KeyStore {
    private val keys = ConcurrentHashMap<String, KeyPair>()

    override fun generate(alias: String, policy: KeyPolicy, request: AttestationRequest): KeyInfo {
        if (policy.hardware != Hardware.ANY) throw KeyStoreException.Unavailable("there is no hardware here")
        val generator = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
        keys[alias] = generator.generateKeyPair()
        return info(alias)
    }

    override fun sign(alias: String, message: ByteArray, prompt: SignPrompt?): ByteArray =
        Signature.getInstance("SHA256withECDSA").run {
            initSign(key(alias).private)
            update(message)
            sign()
        }

    override fun info(alias: String): KeyInfo =
        KeyInfo(uncompressed(key(alias).public as ECPublicKey), SecurityLevel.SOFTWARE, null)

    override fun delete(alias: String) {
        keys -= alias
    }

    private fun key(alias: String) = keys[alias] ?: throw KeyStoreException.NotFound()

    private fun uncompressed(key: ECPublicKey) =
        byteArrayOf(4) + fixed(key.w.affineX) + fixed(key.w.affineY)

    private fun fixed(number: BigInteger): ByteArray {
        val bytes = number.toByteArray().takeLast(32)
        return ByteArray(32 - bytes.size) + bytes
    }
}
