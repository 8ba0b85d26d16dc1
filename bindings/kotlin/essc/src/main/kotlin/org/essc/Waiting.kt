// Calls of the generated half that hold a thread while a key signs or a user is asked.
package org.essc

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.runInterruptible

/**
 * Waits for [call] on a thread of [dispatcher], which is interrupted on cancellation: who asks the user
 * there takes the question away. What the call then ends with is nobody's error any more.
 */
internal suspend fun <T> waiting(dispatcher: CoroutineDispatcher, call: () -> T): T = try {
    runInterruptible(dispatcher, call)
} catch (refused: EsscException) {
    currentCoroutineContext().ensureActive()
    throw refused
}
