// Codes that follow one another while a screen shows them.
package org.essc

import kotlin.time.toKotlinDuration
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Codes of a card for a scene, offline, each shown until the next one comes or the flow ends.
 *
 * A code of the profiles that don't ask for the user ([Profile.VALIDITY], [Profile.ENTITLEMENT]) is
 * followed by a new one after its [Code.rotateAfter], without end. A code that the user agreed to
 * ([Profile.MASKED], [Profile.IDENTITY]) is made once: the flow ends after `rotateAfter`, and the screen
 * hides the code then (docs/protocol.md §6). Collect again to ask the user again.
 *
 * One signature is made for one code, none while nobody collects; who collects again before a code's
 * time is over gets that code again, for what is left of it. Collect within
 * `repeatOnLifecycle(STARTED)`, or let a `CodeView` do it. The collector's time counts: who takes two
 * seconds to draw a code shows it two seconds longer.
 *
 * @param card the card, as [Wallet.cards] names it
 * @param scene the scene that the code is for
 * @throws EsscException at the collector, what [Wallet.present] throws
 */
public fun Wallet.codes(card: CardId, scene: SceneCode): Flow<Code> = flow {
    do {
        val code = present(card, scene)
        emit(code)
        delay(code.rotateAfter.toKotlinDuration())
    } while (!code.asksTheUser)
}

/** Whether the holder was asked before this code was made, and has to be asked for the next one. */
public val Code.asksTheUser: Boolean
    get() = when (discloses.profile) {
        Profile.VALIDITY, Profile.ENTITLEMENT -> false
        Profile.MASKED, Profile.IDENTITY -> true
    }
