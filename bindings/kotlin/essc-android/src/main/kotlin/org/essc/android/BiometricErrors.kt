// How a biometric dialog ended, in the words of the library.
package org.essc.android

import android.hardware.biometrics.BiometricPrompt
import java.security.Signature
import java.util.concurrent.CompletableFuture
import org.essc.KeyStoreException

/** The codes are the same for the dialog of Android 9 and for the fingerprint sensor before it. */
internal object BiometricErrors {
    /** The declared error of a code; the message beside it is for people, and stays away. */
    fun meaning(code: Int): KeyStoreException = when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
        -> KeyStoreException.Cancelled()
        BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
        BiometricPrompt.BIOMETRIC_ERROR_UNABLE_TO_PROCESS,
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT,
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT,
        -> KeyStoreException.UserNotAuthenticated()
        else -> KeyStoreException.Unavailable("the biometric dialog ended with code $code")
    }

    /** The user was recognised; without a signature nothing was unlocked. */
    fun complete(answer: CompletableFuture<Signature>, unlocked: Signature?) {
        if (unlocked == null) {
            answer.completeExceptionally(KeyStoreException.UserNotAuthenticated())
        } else {
            answer.complete(unlocked)
        }
    }
}
