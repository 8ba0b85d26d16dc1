// A card comes onto this phone: offer, transaction code, progress, and what went wrong.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.withContext
import org.essc.ErrorCode
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.readOffer

/** Where an enrolment is. */
enum class EnrollStep { INPUT, WORKING, DONE }

/**
 * @property offer what was pasted or scanned
 * @property txCode what was typed
 * @property txCodeLength how many digits the transaction code has; 0 if the offer does not say, null if it needs no code or has not been read yet
 * @property issuer who offers; whether to trust it, enrolment finds out
 * @property before what the phone held when an enrolment was started; none: none was
 */
data class EnrollState(
    val offer: String = "",
    val txCode: String = "",
    val txCodeLength: Int? = null,
    val issuer: String? = null,
    val step: EnrollStep = EnrollStep.INPUT,
    val before: List<String>? = null,
    val problem: Problem? = null,
) {
    /** Whether there is enough to start. */
    val isReady: Boolean
        get() = step == EnrollStep.INPUT && issuer != null && hasTxCode

    private val hasTxCode: Boolean
        get() = when (txCodeLength) {
            null -> true
            0 -> txCode.isNotEmpty()
            else -> txCode.length == txCodeLength
        }
}

/** Enrols with `readOffer` and `Wallet.enroll`. */
class EnrollPresenter(
    private val services: Services,
    words: Words,
    scope: CoroutineScope,
) : Presenter<EnrollState>(EnrollState(), scope, words, services.dispatcher) {
    /** An offer was pasted, typed or scanned. Reading it sends nothing. */
    fun offer(text: String) {
        val offer = text.trim()
        if (offer == state.value.offer) return
        update { EnrollState(offer = offer) }
        if (offer.isEmpty()) return
        attempt(::failed) {
            val summary = withContext(services.dispatcher) { readOffer(offer) }
            update { now ->
                if (now.offer != offer) return@update now
                now.copy(issuer = summary.credentialIssuer, txCodeLength = summary.txCodeLength)
            }
        }
    }

    /** The transaction code was typed. */
    fun txCode(text: String) = update { it.copy(txCode = text.trim(), problem = null) }

    /** Goes on to its end even when the screen is left. */
    fun enroll() {
        val asked = state.value
        if (!asked.isReady) return
        update { it.copy(step = EnrollStep.WORKING, problem = null) }
        attempt(::failed) {
            val before = held()
            update { it.copy(before = before) }
            services.enroll(asked.offer, asked.txCode.ifEmpty { null }).await()
            update { EnrollState(step = EnrollStep.DONE, before = before) }
        }
    }

    /** The screen, or the process, is back with what was saved: an enrolment that was started is not started again. */
    fun restore(offer: String, txCode: String, before: List<String>?) {
        offer(offer)
        txCode(txCode)
        if (before == null) return
        update { it.copy(step = EnrollStep.WORKING, before = before) }
        attempt(::failed) {
            services.enrollment?.await()
            val hasCome = held().any { it !in before }
            update { if (hasCome) EnrollState(step = EnrollStep.DONE, before = before) else it.copy(step = EnrollStep.INPUT, before = null) }
        }
    }

    /** Each card, told from one that replaced it by its end. */
    private suspend fun held() = services.onWallet { wallet -> wallet.cards.value.map { "${it.id} ${it.expiresAt.epochSecond}" } }

    private fun failed(problem: Problem) = update { now ->
        when (problem.code) {
            // One more try with the same offer, until the issuer says that it is used up.
            ErrorCode.TX_CODE_WRONG ->
                now.copy(step = EnrollStep.INPUT, txCode = "", before = null, problem = problem)
            ErrorCode.OFFER_DEAD ->
                EnrollState(problem = problem.copy(wayOut = WayOut.OTHER_INPUT))
            else -> now.copy(step = EnrollStep.INPUT, before = null, problem = problem)
        }
    }
}
