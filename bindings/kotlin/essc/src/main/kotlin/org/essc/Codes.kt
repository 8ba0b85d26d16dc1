// Codes that follow one another while a screen shows them.
package org.essc

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.runInterruptible

/**
 * Codes of a card for a scene, offline, each shown until the next one comes or the flow ends.
 *
 * A code of the profiles that don't ask for the user ([Profile.VALIDITY], [Profile.ENTITLEMENT]) is
 * followed by a new one after its [Code.rotateAfter] seconds, without end. A code that the user agreed
 * to ([Profile.MASKED], [Profile.IDENTITY]) and an answer to a venue's request are made once: the flow
 * ends after `rotateAfter` seconds, and the screen hides the code then (docs/protocol.md §6). Collect
 * again to ask the user again.
 *
 * One signature is made for one code, none while nobody collects; who collects again before a code's
 * time is over gets that code again, for what is left of it. Collect within
 * `repeatOnLifecycle(STARTED)`, or let a `CodeView` do it. The collector's time counts: who takes two
 * seconds to draw a code shows it two seconds longer.
 *
 * @param card the card, as [WalletInterface.cards] names it
 * @param scene the scene that the code is for
 * @param request what [WalletInterface.consent] read, when the code answers a venue
 * @param dispatcher where [WalletInterface.present] blocks, since it signs and may wait for the user;
 *   when the collector leaves, the thread is interrupted, and an `Authenticator` then takes its prompt
 *   away
 * @throws EsscException at the collector, what [WalletInterface.present] throws
 */
public fun WalletInterface.codes(
    card: CardId,
    scene: SceneCode,
    request: VenueRequest? = null,
    dispatcher: CoroutineDispatcher = Dispatchers.IO,
): Flow<Code> = flow {
    do {
        val code = runInterruptible(dispatcher) { present(card, scene, request) }
        emit(code)
        delay(code.rotateAfter.toLong().seconds)
    } while (request == null && !code.asksTheUser)
}

/** Whether the holder was asked before this code was made, and has to be asked for the next one. */
public val Code.asksTheUser: Boolean
    get() = when (discloses.profile) {
        Profile.VALIDITY, Profile.ENTITLEMENT -> false
        Profile.MASKED, Profile.IDENTITY -> true
    }
