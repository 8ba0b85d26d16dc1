// How a key is made for a policy: each decision about Keystore's parameters is here.
package org.essc.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.spec.ECGenParameterSpec
import org.essc.Authentication
import org.essc.Hardware
import org.essc.KeyAlgorithm
import org.essc.KeyPolicy

internal object KeySpecs {
    /**
     * A signing key of P-256 over SHA-256.
     *
     * For each use the user authenticates: with a strong biometric or the screen lock's credential
     * from Android 11 on; before that Keystore knows only biometrics for each use. Where biometrics
     * alone unlock a key, a newly enrolled one ends it.
     */
    fun signing(alias: String, policy: KeyPolicy, challenge: ByteArray): KeyGenParameterSpec =
        KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN).run {
            setAlgorithmParameterSpec(ECGenParameterSpec(curve(policy.algorithm)))
            setDigests(KeyProperties.DIGEST_SHA256)
            if (challenge.isNotEmpty()) setAttestationChallenge(challenge)
            val isKnown = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P
            if (isKnown) setIsStrongBoxBacked(policy.hardware == Hardware.SECURE_ELEMENT)
            when (policy.authentication) {
                // Android 8 has no such condition: the key signs whenever the app runs.
                Authentication.UNLOCKED_DEVICE -> if (isKnown) setUnlockedDeviceRequired(true)
                Authentication.EACH_USE -> askEachTime()
            }
            build()
        }

    private fun curve(algorithm: KeyAlgorithm) = when (algorithm) {
        KeyAlgorithm.ES256 -> "secp256r1"
    }

    private fun KeyGenParameterSpec.Builder.askEachTime() {
        setUserAuthenticationRequired(true)
        setInvalidatedByBiometricEnrollment(true)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val ways = KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL
            setUserAuthenticationParameters(0, ways)
        } else {
            @Suppress("DEPRECATION")
            setUserAuthenticationValidityDurationSeconds(-1)
        }
    }

    /** A key that wraps a secret: AES-256-GCM, never outside the device, usable without the user. */
    fun wrapping(alias: String): KeyGenParameterSpec =
        KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build()
}
