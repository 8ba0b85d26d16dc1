// Android Keystore's stand-in: keys of the JVM's software providers, which protect nothing.
package org.essc.android

import android.security.keystore.KeyGenParameterSpec
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.PublicKey
import java.security.Signature
import java.security.cert.Certificate
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/** Does what it is told of hardware, and keeps every spec that it was given. */
internal class SoftwareKeystore : Keystore {
    private class Pair(val keys: KeyPair, val spec: KeyGenParameterSpec, val chain: List<Certificate>)

    private val pairs = mutableMapOf<String, Pair>()
    private val secrets = mutableMapOf<String, SecretKey>()

    /** Specs of all keys made, in their order. */
    val specs = mutableListOf<KeyGenParameterSpec>()

    /** What the next facts say. */
    var protection = Protection.TRUSTED_ENVIRONMENT

    /** Thrown by the next makings. */
    var refusal: ((KeyGenParameterSpec) -> Exception?) = { null }

    /** Thrown when a private key is looked up. */
    var lookup: Exception? = null

    /** Thrown when something is signed. */
    var signing: Exception? = null

    val aliases: Set<String> get() = pairs.keys + secrets.keys

    /** As after a backup was restored on another device. */
    fun lose() {
        pairs.clear()
        secrets.clear()
    }

    override fun generatePair(spec: KeyGenParameterSpec) {
        specs += spec
        refusal(spec)?.let { throw it }
        val keys = KeyPairGenerator.getInstance("EC").apply { initialize(spec.algorithmParameterSpec) }.generateKeyPair()
        val length = if (spec.attestationChallenge == null) 1 else 3
        pairs[spec.keystoreAlias] = Pair(keys, spec, List(length) { certificate(keys) })
    }

    override fun generateSecret(spec: KeyGenParameterSpec): SecretKey {
        specs += spec
        refusal(spec)?.let { throw it }
        val key = KeyGenerator.getInstance("AES").apply { init(spec.keySize) }.generateKey()
        return key.also { secrets[spec.keystoreAlias] = it }
    }

    override fun privateKey(alias: String): PrivateKey? {
        lookup?.let { throw it }
        return pairs[alias]?.keys?.private
    }

    override fun secretKey(alias: String): SecretKey? {
        lookup?.let { throw it }
        return secrets[alias]
    }

    override fun aliases(prefix: String) = aliases.filter { it.startsWith(prefix) }

    override fun certificates(alias: String): List<Certificate> = pairs[alias]?.chain.orEmpty()

    override fun facts(key: PrivateKey): KeyFacts =
        KeyFacts(protection, pairs.values.single { it.keys.private === key }.spec.isUserAuthenticationRequired)

    override fun signature(): Signature {
        signing?.let { throw it }
        return Signature.getInstance("SHA256withECDSA")
    }

    override fun delete(alias: String) {
        pairs -= alias
        secrets -= alias
    }

    /** Says which key it is about, and nothing else: that is all that is looked at. */
    private fun certificate(keys: KeyPair): Certificate = object : Certificate("made up") {
        override fun getPublicKey() = keys.public

        override fun getEncoded(): ByteArray = keys.public.encoded

        override fun verify(key: PublicKey) = Unit

        override fun verify(key: PublicKey, provider: String) = Unit

        override fun toString() = "made up"
    }
}
