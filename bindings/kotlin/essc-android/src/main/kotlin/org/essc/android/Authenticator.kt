// How the user is asked before a key signs.
package org.essc.android

import java.security.Signature
import org.essc.KeyStoreException
import org.essc.SignPrompt

/** Asks the user to authenticate for one signature. [BiometricAuthenticator] does it with the system's dialog. */
public fun interface Authenticator {
    /**
     * Shows what is signed and waits for the user's answer.
     *
     * Called on a thread of the library, which is interrupted when nobody waits for the answer any more.
     *
     * @param prompt what the user is shown
     * @param signature initialised for signing, and locked until the user has authenticated
     * @return the signature, unlocked
     * @throws KeyStoreException [KeyStoreException.Cancelled] when the user said no,
     *   [KeyStoreException.UserNotAuthenticated] when they could not prove themselves or nobody could be
     *   asked, [KeyStoreException.Unavailable] when the device has no way to
     */
    @Throws(KeyStoreException::class)
    public fun authenticate(prompt: SignPrompt, signature: Signature): Signature
}
