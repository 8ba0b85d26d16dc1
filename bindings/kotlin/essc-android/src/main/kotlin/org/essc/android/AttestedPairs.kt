// What becomes of a new key whose attestation can't be had at once.
package org.essc.android

import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.StrongBoxUnavailableException
import java.security.GeneralSecurityException
import java.security.ProviderException
import org.essc.KeyPolicy

/**
 * Makes key pairs, with an attestation where the device has one to give.
 *
 * A device whose attestation keys are provisioned remotely may have none left, and says from Android 13 on
 * whether and when to try again ([KeyStoreException.getRetryPolicy]). Where that is soon, it is tried
 * again while the person waits; where it is a matter of a connection, a restart or never, and where the
 * device doesn't say, the key is made without an attestation: a card that says nothing of its key is
 * better than none, and the issuer may still refuse it.
 */
internal class AttestedPairs(private val keystore: Keystore, private val pause: (Long) -> Unit) {
    /**
     * Makes a pair; a challenge that is empty asks for no attestation.
     *
     * Throws what the platform throws where the pair can't be made without an attestation either.
     */
    fun make(alias: String, policy: KeyPolicy, challenge: ByteArray) {
        val isMade = challenge.isNotEmpty() && isMadeAttested(alias, policy, challenge)
        if (!isMade) keystore.generatePair(KeySpecs.signing(alias, policy, ByteArray(0)))
    }

    private fun isMadeAttested(alias: String, policy: KeyPolicy, challenge: ByteArray): Boolean {
        val spec = KeySpecs.signing(alias, policy, challenge)
        // As long as there is a pause left, the next try comes after it.
        for (wait in PAUSES_MS + null) {
            val fault = faultOf { keystore.generatePair(spec) } ?: return true
            // Without StrongBox there is no such key, attested or not.
            if (fault.hasNoStrongBox()) throw fault
            if (wait == null || !fault.mayPassSoon()) return false
            pause(wait)
        }
        return false
    }

    private inline fun faultOf(call: () -> Unit): Exception? = try {
        call()
        null
    } catch (fault: GeneralSecurityException) {
        fault
    } catch (fault: ProviderException) {
        fault
    } catch (fault: IllegalStateException) {
        fault
    }

    // Android 8 has no such class.
    private fun Exception.hasNoStrongBox() =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && causes().any { it is StrongBoxUnavailableException }

    // Before Android 13 the class is not the app's to use, and nothing is said of trying again.
    private fun Exception.mayPassSoon() = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
        causes().filterIsInstance<KeyStoreException>().any {
            it.isTransientFailure && it.retryPolicy == KeyStoreException.RETRY_WITH_EXPONENTIAL_BACKOFF
        }

    private fun Exception.causes() = generateSequence<Throwable>(this, Throwable::cause).take(MOST_CAUSES)

    private companion object {
        /** Twice as long each time, and no longer than somebody waits who is enrolling a card. */
        val PAUSES_MS = listOf(500L, 1_000L, 2_000L)
        const val MOST_CAUSES = 8
    }
}
