// The device's own Keystore, through the provider that only devices have.
package org.essc.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.cert.Certificate
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/** [Keystore] over the provider `AndroidKeyStore`. */
internal object PlatformKeystore : Keystore {
    private const val PROVIDER = "AndroidKeyStore"

    private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    override fun generatePair(spec: KeyGenParameterSpec) {
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER).run {
            initialize(spec)
            generateKeyPair()
        }
    }

    override fun generateSecret(spec: KeyGenParameterSpec): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).run {
            init(spec)
            generateKey()
        }

    override fun privateKey(alias: String): PrivateKey? = store().getKey(alias, null) as? PrivateKey

    override fun secretKey(alias: String): SecretKey? = store().getKey(alias, null) as? SecretKey

    override fun aliases(prefix: String): List<String> = store().aliases().toList().filter { it.startsWith(prefix) }

    override fun certificates(alias: String): List<Certificate> =
        store().getCertificateChain(alias)?.toList().orEmpty()

    override fun facts(key: PrivateKey): KeyFacts {
        val info = KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
        return KeyFacts(protection(info), info.isUserAuthenticationRequired)
    }

    private fun protection(info: KeyInfo): Protection = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
        when (info.securityLevel) {
            KeyProperties.SECURITY_LEVEL_STRONGBOX -> Protection.STRONG_BOX
            KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT,
            KeyProperties.SECURITY_LEVEL_UNKNOWN_SECURE,
            -> Protection.TRUSTED_ENVIRONMENT
            else -> Protection.SOFTWARE
        }
    } else {
        @Suppress("DEPRECATION")
        if (info.isInsideSecureHardware) Protection.SOME_HARDWARE else Protection.SOFTWARE
    }

    override fun signature(): Signature = Signature.getInstance("SHA256withECDSA")

    override fun delete(alias: String) = store().deleteEntry(alias)
}
