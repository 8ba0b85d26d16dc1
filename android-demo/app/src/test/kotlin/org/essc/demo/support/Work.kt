// What the app has under way off the main thread: tests wait for its end, and for nothing else.
package org.essc.demo.support

import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Runnable

/**
 * The dispatcher of the app's blocking work, which counts.
 *
 * What a block starts on the main thread or here, it starts before it counts as ended. So nothing can
 * come any more once [isNone] and the main thread has run what it had.
 */
class Work(private val inner: CoroutineDispatcher = Dispatchers.IO) : CoroutineDispatcher() {
    private val lock = ReentrantLock()
    private val ended = lock.newCondition()
    private val underWay = mutableListOf<String>()

    /** Whether nothing is under way. */
    val isNone: Boolean get() = lock.withLock { underWay.isEmpty() }

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        begin(BLOCK)
        inner.dispatch(context) {
            try {
                block.run()
            } finally {
                end(BLOCK)
            }
        }
    }

    /** Counts a call whose thread is the library's own. */
    suspend fun <T> call(name: String, call: suspend () -> T): T {
        begin(name)
        try {
            return call()
        } finally {
            end(name)
        }
    }

    /**
     * Waits until nothing is under way.
     *
     * @throws IllegalStateException it hangs, with what is still under way
     */
    fun awaitNone(seen: () -> String) = lock.withLock {
        var left = HANGS_AFTER_NS
        while (underWay.isNotEmpty()) {
            check(left > 0) { "these never ended: $underWay\n${seen()}" }
            left = ended.awaitNanos(left)
        }
    }

    private fun begin(name: String) = lock.withLock { underWay += name }

    private fun end(name: String) = lock.withLock {
        underWay -= name
        ended.signalAll()
    }

    private companion object {
        const val BLOCK = "work on the app's dispatcher"

        /** Guards against a test run without end; nothing that works comes near it. */
        val HANGS_AFTER_NS = TimeUnit.MINUTES.toNanos(5)
    }
}
