// A venue's request: who asks, how much, for what.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import org.essc.CardId
import org.essc.SceneCode
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.willDisclose
import org.essc.regionName
import org.essc.unfitCode

/**
 * A request whose venue was proved.
 *
 * @property vouchedBy the city that vouches for the venue
 * @property amount what is to be paid, in words; none when nothing is
 * @property willDisclose what the answer tells the venue
 * @property refusal why this card can't answer
 */
data class Asked(
    val venue: String,
    val vouchedBy: String,
    val place: String,
    val scene: SceneCode,
    val sceneName: String,
    val amount: String?,
    val purpose: String?,
    val until: String,
    val willDisclose: String,
    val refusal: String?,
)

data class ConsentState(val asked: Asked? = null, val problem: Problem? = null)

/** Proves with `Wallet.consent`; the code that answers is made by the code screen. */
class ConsentPresenter(
    private val services: Services,
    private val card: CardId,
    words: Words,
    scope: CoroutineScope,
) : Presenter<ConsentState>(ConsentState(), scope, words, services.dispatcher) {
    /** A request was scanned. Offline; nothing is signed. */
    fun read(text: String) = attempt({ problem -> update { ConsentState(problem = problem) } }) {
        val asked = services.onWallet { wallet ->
            val request = wallet.consent(text).details()
            val scene = wallet.scenes(card).firstOrNull { it.code == request.scene }
            Asked(
                venue = request.venue,
                vouchedBy = words.of(request.city),
                place = regionName(request.region, words.language),
                scene = request.scene,
                sceneName = words.of(request.sceneName),
                amount = request.amountFen?.let { words.yuan(it.toLong()) },
                purpose = request.purpose,
                until = words.time(request.expiresAt),
                willDisclose = scene?.profile?.let(words::willDisclose).orEmpty(),
                refusal = scene?.unfit?.let { unfitCode(it).text(words.language) },
            )
        }
        update { ConsentState(asked = asked) }
    }
}
