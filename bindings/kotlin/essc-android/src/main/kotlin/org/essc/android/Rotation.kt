// When a view asks for a code, shows it and hides it: no pictures, no windows.
package org.essc.android

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import org.essc.Code
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.asksTheUser

/**
 * One code after another while active. On the main thread, as [scope] is.
 *
 * A dialog that asks the user takes the focus from the window, and so makes the view inactive while
 * its supplier waits for the answer: what is under way goes on, and its code is shown when the focus
 * is back.
 */
internal class Rotation(
    private val post: (Runnable, Long) -> Unit,
    private val cancel: (Runnable) -> Unit,
    private val now: () -> Long,
    private val changed: (Change) -> Unit,
    private val scope: CoroutineScope,
) {
    private var next: (suspend () -> Code)? = null
    private var once = false
    private var state: State = State.Waiting
    private var isActive = false
    private val timeOver = Runnable { endCode() }

    /** The code to be on the screen now. */
    val visible: Code? get() = (state as? State.Showing)?.code?.takeIf { isActive }

    /** How much of the code's time is left, between 0 and 1. */
    fun timeLeft(): Float {
        val showing = state as? State.Showing ?: return 0f
        val whole = showing.code.rotateAfter.toMillis()
        return ((showing.until - now()).toFloat() / whole).coerceIn(0f, 1f)
    }

    /** @param once whether no code is followed by another one by itself */
    fun start(next: suspend () -> Code, once: Boolean) {
        stop()
        this.next = next
        this.once = once
        askIfDue()
    }

    fun stop() {
        next = null
        forget()
    }

    /** Drops the code, so that the next time begins with a new one; who is being asked is asked no more. */
    fun forget() {
        cancel(timeOver)
        (state as? State.Asking)?.job?.cancel()
        state = State.Waiting
        changed(Change.Blanked)
    }

    fun again() {
        if (state is State.Resting) {
            state = State.Waiting
            askIfDue()
        }
    }

    fun setActive(active: Boolean) {
        if (active == isActive) return
        isActive = active
        val showing = state as? State.Showing
        if (showing != null && showing.until <= now()) endCode()
        changed(Change.Blanked)
        askIfDue()
    }

    private fun askIfDue() {
        val next = next ?: return
        if (!isActive || state !is State.Waiting) return
        val asking = State.Asking()
        state = asking
        asking.job = scope.launch {
            val answer = answer(next)
            if (state === asking) answered(answer)
        }
    }

    /** A supplier that breaks is the app's fault, and not the screen's end. */
    private suspend fun answer(next: suspend () -> Code): Result<Code> = try {
        Result.success(next())
    } catch (refused: EsscException) {
        Result.failure(refused)
    } catch (ended: CancellationException) {
        // This one, or one that the supplier waited for.
        currentCoroutineContext().ensureActive()
        Result.failure(fault(ended))
    } catch (broken: Exception) {
        Result.failure(fault(broken))
    }

    private fun answered(answer: Result<Code>) {
        answer.onSuccess { code ->
            val millis = code.rotateAfter.toMillis()
            state = State.Showing(code, now() + millis)
            post(timeOver, millis)
            changed(Change.Shown(code))
        }
        answer.onFailure { thrown ->
            state = State.Resting
            changed(Change.Failed(thrown as EsscException))
        }
    }

    /** What broke may say anything in its message, so that stays here. */
    private fun fault(thrown: Exception) = EsscException.Report(ErrorCode.INTERNAL, thrown.javaClass.simpleName)

    private fun endCode() {
        val showing = state as? State.Showing ?: return
        cancel(timeOver)
        if (once || showing.code.asksTheUser) {
            state = State.Resting
            changed(Change.Hidden)
        } else {
            state = State.Waiting
            changed(Change.Blanked)
            askIfDue()
        }
    }

    private sealed interface State {
        /** To be asked as soon as the view is active. */
        data object Waiting : State

        /** Under way. */
        class Asking(var job: Job? = null) : State

        /** On the screen while active, until the clock says otherwise. */
        class Showing(val code: Code, val until: Long) : State

        /** Until the user wants another. */
        data object Resting : State
    }

    /** What happened; what is visible may have changed with each of them. */
    sealed interface Change {
        class Shown(val code: Code) : Change

        class Failed(val error: EsscException) : Change

        data object Hidden : Change

        data object Blanked : Change
    }
}
