// When a view asks for a code, shows it and hides it: no pictures, no windows.
package org.essc.android

import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executor
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import org.essc.Code
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.asksTheUser

/**
 * One code after another while active. On the main thread, except for the supplier, which has a
 * thread of its own.
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
    private val background: Executor,
    private val main: Handler = Handler(Looper.getMainLooper()),
) {
    private var supplier: CodeSupplier? = null
    private var once = false
    private var state: State = State.Waiting
    private var isActive = false
    private val timeOver = Runnable { endCode() }

    /** The code to be on the screen now. */
    val visible: Code? get() = (state as? State.Showing)?.code?.takeIf { isActive }

    /** How much of the code's time is left, between 0 and 1. */
    fun timeLeft(): Float {
        val showing = state as? State.Showing ?: return 0f
        val whole = showing.code.rotateAfter.toLong() * 1000
        return ((showing.until - now()).toFloat() / whole).coerceIn(0f, 1f)
    }

    /** @param once whether no code is followed by another one by itself */
    fun start(supplier: CodeSupplier, once: Boolean) {
        stop()
        this.supplier = supplier
        this.once = once
        askIfDue()
    }

    fun stop() {
        supplier = null
        forget()
    }

    /** Drops the code, so that the next time begins with a new one. */
    fun forget() {
        cancel(timeOver)
        // An answer under way is to an older question then.
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
        val supplier = supplier ?: return
        if (!isActive || state !is State.Waiting) return
        val asking = State.Asking()
        state = asking
        background.execute {
            val answer = runCatching(supplier::next)
            main.post { if (state === asking) answered(answer) }
        }
    }

    private fun answered(answer: Result<Code>) {
        answer.onSuccess { code ->
            val millis = code.rotateAfter.toLong() * 1000
            state = State.Showing(code, now() + millis)
            post(timeOver, millis)
            changed(Change.Shown(code))
        }
        answer.onFailure { thrown ->
            state = State.Resting
            changed(Change.Failed(thrown as? EsscException ?: fault(thrown)))
        }
    }

    /** A supplier that breaks is the app's fault; its message may say anything, so it stays here. */
    private fun fault(thrown: Throwable) = EsscException.Report(ErrorCode.INTERNAL, thrown.javaClass.simpleName)

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
        class Asking : State

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

/** A thread for as long as there is something to do: views come and go, and nobody closes them. */
internal fun oneThread(): Executor {
    val threads = { task: Runnable -> Thread(task, "essc-code").apply { isDaemon = true } }
    return ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, LinkedBlockingQueue(), threads).apply {
        allowCoreThreadTimeOut(true)
    }
}
