// A venue's request: who asks, how much, for what.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import org.essc.CardId
import org.essc.EsscException
import org.essc.Refresh
import org.essc.SceneCode
import org.essc.VenueRequest
import org.essc.Wallet
import org.essc.demo.sdk.Agreement
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.disclosed

/**
 * A request whose venue was proved.
 *
 * @property vouchedBy the city that vouches for the venue
 * @property amount what is to be paid, in words; none when nothing is
 * @property willDisclose what the answer tells the venue, by the rules of the place where it is; nothing when there is none
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

/** Proves with `Wallet.readRequest`; the code that answers is made by the code screen. */
class ConsentPresenter(
    private val services: Services,
    private val card: CardId,
    words: Words,
    scope: CoroutineScope,
) : Presenter<ConsentState>(ConsentState(), scope, words, services.dispatcher) {
    private var shown: Agreement? = null

    /** A request was scanned. Offline; nothing is signed. */
    fun read(text: String) = attempt({ problem -> update { ConsentState(problem = problem) } }) {
        val (request, asked) = services.onWallet { wallet -> wallet.readRequest(text).let { it to question(wallet, it) } }
        shown = Agreement(card, text, request)
        update { ConsentState(asked = asked) }
    }

    /** Fetches what is missing, as the catalogues of the province where the venue is, and reads again. */
    fun refresh(text: String) = attempt({ problem -> update { ConsentState(problem = problem) } }) {
        update { ConsentState() }
        services.onWallet { it.refresh(Refresh.WHEN_DUE) }.documents?.let { throw it }
        read(text)
    }

    /** The holder agrees to what is shown: this very request is what is answered. None: there is nothing to agree to. */
    fun agree(): Asked? = state.value.asked?.takeIf { it.refusal == null }?.also { services.agreement = shown }

    private fun question(wallet: Wallet, request: VenueRequest): Asked {
        val details = request.details
        val (told, refusal) = try {
            words.disclosed(wallet.disclosure(card, request)) to null
        } catch (ineligible: EsscException.AskUser) {
            "" to ineligible.text(words.language)
        }
        return Asked(
            venue = details.venue,
            vouchedBy = words.of(details.city),
            place = details.region.name(words.language),
            scene = details.scene,
            sceneName = words.of(details.sceneName),
            amount = details.amountFen?.let(words::yuan),
            purpose = details.purpose,
            until = words.time(details.expiresAt),
            willDisclose = told,
            refusal = refusal,
        )
    }
}
