// The border to Android Keystore: everything that is asked of it, and nothing decided.
package org.essc.android

import android.security.keystore.KeyGenParameterSpec
import java.security.PrivateKey
import java.security.Signature
import java.security.cert.Certificate
import javax.crypto.SecretKey

/**
 * Android Keystore as this library uses it. The device's is [PlatformKeystore]; a test puts software
 * keys behind it, since the provider exists on devices only.
 *
 * Calls throw what the platform throws; [KeystoreFaults] says what that means.
 */
internal interface Keystore {
    /** Makes an elliptic-curve key pair, replacing what has the spec's alias. */
    fun generatePair(spec: KeyGenParameterSpec)

    /** Makes an AES key, replacing what has the spec's alias. */
    fun generateSecret(spec: KeyGenParameterSpec): SecretKey

    /** The private key of an alias, if there is one. */
    fun privateKey(alias: String): PrivateKey?

    /** The AES key of an alias, if there is one. */
    fun secretKey(alias: String): SecretKey?

    /** The aliases that begin with a text. */
    fun aliases(prefix: String): List<String>

    /** The certificates of a key pair, its own first; empty without one. */
    fun certificates(alias: String): List<Certificate>

    /** What the hardware says of a private key. */
    fun facts(key: PrivateKey): KeyFacts

    /** A signature of ECDSA over SHA-256, that takes this store's keys. */
    fun signature(): Signature

    /** Deletes exactly this alias; one that is not there is deleted already. */
    fun delete(alias: String)
}

/** What the hardware says of a key. */
internal data class KeyFacts(val protection: Protection, val asksTheUser: Boolean)

/** Where a key lives, as far as this Android release tells. */
internal enum class Protection {
    SOFTWARE,
    TRUSTED_ENVIRONMENT,
    STRONG_BOX,

    /** One of the last two: before Android 12 the platform doesn't tell which. */
    SOME_HARDWARE,
}
