// The dialog of Android 8, whose framework has none of its own.
@file:Suppress("DEPRECATION")

package org.essc.android

import android.app.Activity
import android.app.AlertDialog
import android.hardware.fingerprint.FingerprintManager
import android.os.CancellationSignal
import android.view.WindowManager
import java.security.Signature
import java.util.concurrent.CompletableFuture
import org.essc.KeyStoreException
import org.essc.SignPrompt

/** Asks for a fingerprint over [activity], before `BiometricPrompt` came with Android 9. On the main thread. */
internal class FingerprintDialog(private val activity: Activity, private val prompt: SignPrompt) {
    /** Shows the dialog until [answer] is there; [dismissal] ends the sensor's wait. */
    fun ask(signature: Signature, dismissal: CancellationSignal, answer: CompletableFuture<Signature>) {
        val sensor = activity.getSystemService(FingerprintManager::class.java)
        if (sensor == null) {
            answer.completeExceptionally(KeyStoreException.Unavailable("no fingerprint sensor"))
            return
        }
        fun cancel() {
            answer.completeExceptionally(KeyStoreException.Cancelled())
            dismissal.cancel()
        }
        val dialog = AlertDialog.Builder(activity)
            .setTitle(prompt.title)
            .setMessage(prompt.detail)
            .setNegativeButton(android.R.string.cancel) { _, _ -> cancel() }
            .setOnCancelListener { cancel() }
            .create()
        // It says what is signed, which may be the holder's name.
        dialog.window?.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        dialog.show()
        answer.whenComplete { _, _ -> activity.runOnUiThread(dialog::dismiss) }
        sensor.authenticate(FingerprintManager.CryptoObject(signature), dismissal, 0, FingerprintAnswer(answer), null)
    }
}

/** What the sensor says, as an answer. A finger that isn't known is none: the dialog stays. */
private class FingerprintAnswer(
    private val answer: CompletableFuture<Signature>,
) : FingerprintManager.AuthenticationCallback() {
    override fun onAuthenticationSucceeded(result: FingerprintManager.AuthenticationResult) {
        BiometricErrors.complete(answer, result.cryptoObject?.signature)
    }

    override fun onAuthenticationError(code: Int, message: CharSequence?) {
        answer.completeExceptionally(BiometricErrors.meaning(code))
    }
}
