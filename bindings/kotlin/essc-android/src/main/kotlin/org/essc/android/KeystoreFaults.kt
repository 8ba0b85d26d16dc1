// What Android Keystore throws, in the words of the library.
package org.essc.android

import android.os.Build
import android.security.KeyStoreException as PlatformException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import org.essc.KeyStoreException

internal object KeystoreFaults {
    /** Runs calls of a [Keystore] and throws nothing but [KeyStoreException]. */
    inline fun <T> told(call: () -> T): T = try {
        call()
    } catch (fault: KeyStoreException) {
        throw fault
    } catch (fault: GeneralSecurityException) {
        throw meaning(fault)
    } catch (fault: ProviderException) {
        throw meaning(fault)
    } catch (fault: IllegalStateException) {
        throw meaning(fault)
    }

    /** The declared error that a fault is; the platform wraps some of them, so its causes count too. */
    fun meaning(fault: Exception): KeyStoreException {
        val causes = generateSequence<Throwable>(fault, Throwable::cause).take(MOST_CAUSES)
        for (cause in causes) {
            when (cause) {
                is KeyPermanentlyInvalidatedException -> return KeyStoreException.Invalidated()
                // Some releases say so of a key that a new fingerprint or screen lock ended.
                is UnrecoverableKeyException -> return KeyStoreException.Invalidated()
                is UserNotAuthenticatedException -> return KeyStoreException.UserNotAuthenticated()
            }
            if (asksForTheUser(cause)) return KeyStoreException.UserNotAuthenticated()
            // Android 8 has no such class.
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && cause is StrongBoxUnavailableException) {
                return KeyStoreException.Unavailable("no StrongBox for this key")
            }
        }
        // Classes only: the platform's messages name aliases.
        return KeyStoreException.Unavailable(causes.joinToString(", by ") { it.javaClass.simpleName })
    }

    // Before Android 13 the class is not the app's to use.
    private fun asksForTheUser(cause: Throwable) = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
        cause is PlatformException && cause.requiresUserAuthentication()

    private const val MOST_CAUSES = 8
}
