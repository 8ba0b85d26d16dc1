// Who is asked, and what the dialog's answers mean. The dialog itself is the device's.
package org.essc.android

import android.app.Activity
import android.app.AlertDialog
import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import android.os.Looper
import java.security.KeyPairGenerator
import java.security.Signature
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.FutureTask
import kotlin.concurrent.thread
import org.essc.KeyStoreException
import org.essc.SignPrompt
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowAlertDialog

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class BiometricAuthenticatorTest {
    private val application = RuntimeEnvironment.getApplication()
    private val prompt = SignPrompt("Show your card", "Name, number")
    private val signature: Signature = Signature.getInstance("SHA256withECDSA").apply {
        initSign(KeyPairGenerator.getInstance("EC").generateKeyPair().private)
    }

    @Test
    fun `the main thread is refused, since it would wait for itself`() {
        val authenticator = BiometricAuthenticator(application)
        assertThrows(IllegalStateException::class.java) { authenticator.authenticate(prompt, signature) }
    }

    @Test
    fun `without an activity in front nobody can be asked`() {
        val authenticator = BiometricAuthenticator(application)
        val asked = FutureTask { authenticator.authenticate(prompt, signature) }
        thread { asked.run() }
        val failed = assertThrows(ExecutionException::class.java) { asked.get() }
        assertTrue(failed.cause is KeyStoreException.UserNotAuthenticated)
    }

    @Test
    fun `the activity in front is followed, and who waits is told of its end`() {
        val front = FrontActivity(null)
        application.registerActivityLifecycleCallbacks(front)
        val first = Robolectric.buildActivity(Activity::class.java).setup()
        assertSame(first.get(), front.activity)
        var ended = 0
        front.whenDestroyed(first.get(), "waiting") { ended += 1 }
        front.whenDestroyed(first.get(), "gone") { ended += 10 }
        front.forget("gone")
        first.pause().stop()
        assertNull(front.activity)
        first.destroy()
        assertEquals(1, ended)
        application.unregisterActivityLifecycleCallbacks(front)
    }

    @Test
    fun `each end of the dialog is an error that the app can act on`() {
        val meanings = mapOf(
            BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED to KeyStoreException.Cancelled::class,
            BiometricPrompt.BIOMETRIC_ERROR_CANCELED to KeyStoreException.Cancelled::class,
            BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT to KeyStoreException.UserNotAuthenticated::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT to KeyStoreException.UserNotAuthenticated::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT to KeyStoreException.UserNotAuthenticated::class,
            BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS to KeyStoreException.Unavailable::class,
            BiometricPrompt.BIOMETRIC_ERROR_NO_DEVICE_CREDENTIAL to KeyStoreException.Unavailable::class,
            BiometricPrompt.BIOMETRIC_ERROR_HW_UNAVAILABLE to KeyStoreException.Unavailable::class,
            4711 to KeyStoreException.Unavailable::class,
        )
        for ((code, meaning) in meanings) {
            val answer = CompletableFuture<Signature>()
            BiometricAnswer(answer).onAuthenticationError(code, "for people, and maybe with their name")
            val failed = assertThrows(ExecutionException::class.java) { answer.get() }
            assertEquals(meaning, failed.cause!!::class)
            assertTrue("name" !in failed.cause!!.message.orEmpty())
        }
    }

    @Test
    fun `the dialog of Android 8 says what is signed, and its button is an answer`() {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        fun asked(): Pair<CompletableFuture<Signature>, CancellationSignal> {
            val (answer, dismissal) = CompletableFuture<Signature>() to CancellationSignal()
            FingerprintDialog(activity, prompt).ask(signature, dismissal, answer)
            return answer to dismissal
        }
        val (declined, dismissal) = asked()
        val dialog = ShadowAlertDialog.getLatestDialog() as AlertDialog
        assertEquals("Show your card" to "Name, number", shadowOf(dialog).run { title.toString() to message.toString() })
        dialog.getButton(AlertDialog.BUTTON_NEGATIVE).performClick()
        shadowOf(Looper.getMainLooper()).idle()
        val failed = assertThrows(ExecutionException::class.java) { declined.get() }
        assertTrue(failed.cause is KeyStoreException.Cancelled)
        assertTrue(dismissal.isCanceled)
        assertFalse(dialog.isShowing)
    }

    @Test
    fun `a finger that isn't known is no answer`() {
        val answer = CompletableFuture<Signature>()
        BiometricAnswer(answer).onAuthenticationFailed()
        assertTrue(!answer.isDone)
    }
}
