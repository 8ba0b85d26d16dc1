// The cards on this phone, their state in words, and keeping them fresh.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.essc.CardId
import org.essc.CardRefreshed
import org.essc.CardState
import org.essc.CardSummary
import org.essc.ClockHealth
import org.essc.Refresh
import org.essc.WalletCondition
import org.essc.demo.R
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.functionNames
import org.essc.demo.words.state
import org.essc.reEnrollCode
import org.essc.stateCode

/** How good a piece of news is; views give it a colour and a shape. */
enum class Tone { GOOD, CAUTION, BAD, NEUTRAL }

/**
 * A card as the user sees it.
 *
 * @property state a word or two
 * @property advice what to do, when something is to be done
 * @property offlineUntil until when it works without a network
 * @property canShow whether a code can be made now
 */
data class CardFace(
    val id: CardId,
    val city: String,
    val owner: String,
    val state: String,
    val tone: Tone,
    val advice: String?,
    val offlineUntil: String,
    val functions: String,
    val canShow: Boolean,
    val mustReEnroll: Boolean,
)

/**
 * @property isTest the issuer is a sandbox: nothing here is valid anywhere
 * @property clockWarning how far the phone's clock is off
 */
data class CardsState(
    val cards: List<CardFace> = emptyList(),
    val isLoaded: Boolean = false,
    val isTest: Boolean = false,
    val isRefreshing: Boolean = false,
    val clockWarning: String? = null,
    val news: String? = null,
    val problem: Problem? = null,
)

/** Lists with `Wallet.cards` and renews with `Wallet.refresh`. */
class CardsPresenter(
    private val services: Services,
    words: Words,
    scope: CoroutineScope,
) : Presenter<CardsState>(CardsState(), scope, words, services.dispatcher) {
    /** Reads what is on the phone. */
    fun load(): Job = attempt(::failed) {
        val shown = services.onWallet { wallet ->
            val broken = (wallet.condition as? WalletCondition.NeedsReEnrollment)?.why
            CardsState(
                cards = wallet.cards.value.map(::face),
                isLoaded = true,
                isTest = wallet.isTest,
                clockWarning = (wallet.clockHealth as? ClockHealth.Off)?.let { words.clockOff(it.skewS) },
                problem = broken?.let { Problem(reEnrollCode(it).text(words.language), WayOut.RE_ENROLL, reEnrollCode(it)) },
            )
        }
        update { shown.copy(isRefreshing = it.isRefreshing, news = it.news) }
        // A screen that was left in the middle of an enrolment: its card comes by itself.
        services.enrollment?.let { under ->
            under.join()
            load()
        }
    }

    /** Fetches what changed. Without a network the cards work on, and the screen says why it failed. */
    fun refresh(which: Refresh = Refresh.NOW) {
        if (state.value.isRefreshing) return
        update { it.copy(isRefreshing = true, news = null) }
        attempt(::failed) {
            val fault = services.onWallet { wallet ->
                val summary = wallet.refresh(which)
                (summary.documents ?: summary.cards.firstNotNullOfOrNull { (it as? CardRefreshed.Failed)?.error })?.let { Problem.of(it, words) }
            }
            update { it.copy(isRefreshing = false, news = if (fault == null) words.text(R.string.up_to_date) else null) }
            load().join()
            if (fault != null) update { it.copy(problem = it.problem ?: fault) }
        }
    }

    private fun failed(problem: Problem) =
        update { it.copy(isLoaded = true, isRefreshing = false, problem = problem) }

    private fun face(card: CardSummary) = CardFace(
        id = card.id,
        city = card.region.name(words.language),
        owner = words.text(if (card.delegated) R.string.family_card else R.string.own_card),
        state = words.state(card.state),
        tone = tone(card.state),
        advice = stateCode(card.state)?.text(words.language),
        offlineUntil = words.date(card.expiresAt),
        functions = words.functionNames(card.functions),
        canShow = card.state is CardState.Active || card.state is CardState.RefreshDue,
        mustReEnroll = card.state is CardState.NeedsReEnrollment,
    )

    private fun tone(state: CardState) = when (state) {
        is CardState.Active -> Tone.GOOD
        is CardState.RefreshDue -> Tone.CAUTION
        is CardState.Expired, is CardState.NeedsReEnrollment, is CardState.Suspended -> Tone.BAD
    }
}
