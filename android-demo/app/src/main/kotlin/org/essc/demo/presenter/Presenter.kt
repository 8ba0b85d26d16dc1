// What all presenters have: one state that a view draws, and how errors get into it.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.demo.R
import org.essc.demo.sdk.NoIssuer
import org.essc.demo.words.Words

/**
 * Keeps the state of one screen. Plain Kotlin: no Android, so that it is tested without it.
 *
 * @param scope ends with the screen
 * @param dispatcher where the SDK is asked for words
 */
abstract class Presenter<S : Any>(
    initial: S,
    protected val scope: CoroutineScope,
    protected val words: Words,
    private val dispatcher: CoroutineDispatcher,
) {
    private val current = MutableStateFlow(initial)

    /** What the screen shows now. */
    val state: StateFlow<S> = current.asStateFlow()

    protected fun update(change: (S) -> S) = current.update(change)

    /** Runs [work]; what the SDK throws comes to [failed] in words. */
    protected fun attempt(failed: (Problem) -> Unit, work: suspend () -> Unit): Job = scope.launch {
        try {
            work()
        } catch (error: EsscException) {
            failed(withContext(dispatcher) { Problem.of(error, words) })
        } catch (_: NoIssuer) {
            failed(Problem(words.text(R.string.no_issuer), WayOut.SETTINGS, null))
        }
    }
}

/** What the user can do about a problem. */
enum class WayOut {
    /** Do the same once more. */
    TRY_AGAIN,

    /** Fetch what is missing. */
    REFRESH,

    /** Give other input: another offer, another code. */
    OTHER_INPUT,

    /** Enrol the card again. */
    RE_ENROLL,

    /** Set the issuer. */
    SETTINGS,

    /** Nothing but to read. */
    READ,
}

/**
 * An error of the SDK for people: its text, and the one button that leads on.
 *
 * @property code the stable code for whoever is asked for help; none when the app itself is not ready
 */
data class Problem(val text: String, val wayOut: WayOut, val code: ErrorCode?) {
    companion object {
        /** The kind of an error says what the app should do. */
        fun of(error: EsscException, words: Words): Problem {
            val wayOut = if (error.code == ErrorCode.DISCLOSURE_CHANGED) WayOut.TRY_AGAIN else when (error) {
                is EsscException.Retry, is EsscException.Authenticate -> WayOut.TRY_AGAIN
                is EsscException.Refresh -> WayOut.REFRESH
                is EsscException.AskUser -> WayOut.READ
                is EsscException.ReEnroll -> WayOut.RE_ENROLL
                is EsscException.RejectInput -> WayOut.OTHER_INPUT
                is EsscException.Report -> WayOut.READ
            }
            return Problem(error.text(words.language), wayOut, error.code)
        }
    }
}
