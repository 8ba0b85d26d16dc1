// The system's dialog for fingerprint, face and screen lock.
package org.essc.android

import android.app.Activity
import android.app.Application
import android.content.DialogInterface
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import android.os.Looper
import java.security.Signature
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import org.essc.KeyStoreException
import org.essc.SignPrompt

/**
 * Asks with [BiometricPrompt], on Android 8 with a dialog for the fingerprint, over the activity that is in front, whichever that is at the time: a
 * wallet lives longer than an activity.
 *
 * From Android 11 on the user may take a strong biometric or the screen lock; before it
 * Keystore takes only a biometric for one signature, and the dialog has a button to cancel.
 *
 * Without an activity in front nobody can be asked: [KeyStoreException.UserNotAuthenticated]. When the
 * activity is destroyed the dialog goes with it: [KeyStoreException.Cancelled].
 *
 * @param application watched for its activities, as long as the process lives
 * @param current the activity that is in front already, if there is one
 */
public class BiometricAuthenticator(application: Application, current: Activity? = null) : Authenticator {
    private val front = FrontActivity(current)

    init {
        application.registerActivityLifecycleCallbacks(front)
    }

    /**
     * Shows the dialog and waits for the answer.
     *
     * @throws IllegalStateException on the main thread, which has to show the dialog
     * @throws KeyStoreException as [Authenticator.authenticate] says
     */
    @Throws(KeyStoreException::class)
    override fun authenticate(prompt: SignPrompt, signature: Signature): Signature {
        check(Looper.myLooper() != Looper.getMainLooper()) { "the main thread can't wait for its own dialog" }
        val activity = front.activity ?: throw KeyStoreException.UserNotAuthenticated()
        val dismissal = CancellationSignal()
        val answer = CompletableFuture<Signature>()
        front.whenDestroyed(activity, answer) {
            dismissal.cancel()
            answer.completeExceptionally(KeyStoreException.Cancelled())
        }
        activity.runOnUiThread { show(activity, prompt, signature, dismissal, answer) }
        return try {
            answer.get()
        } catch (failed: ExecutionException) {
            throw failed.cause as? KeyStoreException ?: KeyStoreException.Unavailable("no dialog could be shown")
        } catch (_: InterruptedException) {
            activity.runOnUiThread(dismissal::cancel)
            throw KeyStoreException.Cancelled()
        } finally {
            front.forget(answer)
        }
    }

    private fun show(
        activity: Activity,
        prompt: SignPrompt,
        signature: Signature,
        dismissal: CancellationSignal,
        answer: CompletableFuture<Signature>,
    ) {
        try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
                val crypto = BiometricPrompt.CryptoObject(signature)
                val dialog = dialog(activity, prompt, answer)
                dialog.authenticate(crypto, dismissal, activity.mainExecutor, BiometricAnswer(answer))
            } else {
                FingerprintDialog(activity, prompt).ask(signature, dismissal, answer)
            }
        } catch (broken: RuntimeException) {
            // An activity on its way out, or a dialog that the device's maker broke.
            answer.completeExceptionally(broken)
        }
    }

    private fun dialog(activity: Activity, prompt: SignPrompt, answer: CompletableFuture<Signature>) =
        BiometricPrompt.Builder(activity).run {
            setTitle(prompt.title)
            setDescription(prompt.detail)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                val strong = BiometricManager.Authenticators.BIOMETRIC_STRONG
                setAllowedAuthenticators(strong or BiometricManager.Authenticators.DEVICE_CREDENTIAL)
            } else {
                val cancelled = DialogInterface.OnClickListener { _, _ ->
                    answer.completeExceptionally(KeyStoreException.Cancelled())
                }
                setNegativeButton(activity.getString(android.R.string.cancel), activity.mainExecutor, cancelled)
            }
            build()
        }
}

/** What the dialog says, as an answer. A finger that isn't known is none: the dialog stays. */
internal class BiometricAnswer(
    private val answer: CompletableFuture<Signature>,
) : BiometricPrompt.AuthenticationCallback() {
    override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
        BiometricErrors.complete(answer, result.cryptoObject?.signature)
    }

    override fun onAuthenticationError(code: Int, message: CharSequence?) {
        answer.completeExceptionally(BiometricErrors.meaning(code))
    }
}
