// The lists a scanner judges by: how old, and bringing them up to date.
package org.essc.demo.presenter

import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.launch
import org.essc.Freshness
import org.essc.ListState
import org.essc.SyncStep
import org.essc.SyncSummary
import org.essc.demo.R
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.listName

/**
 * One list.
 *
 * @property age since it was signed, in words
 * @property freshness how fresh, in a word
 */
data class ListRow(val name: String, val age: String, val until: String, val freshness: String, val tone: Tone)

/** @property done lists that are done, of [total] known so far; [total] 0 while nothing runs */
data class ListsState(
    val rows: List<ListRow> = emptyList(),
    val isLoaded: Boolean = false,
    val isSyncing: Boolean = false,
    val done: Int = 0,
    val total: Int = 0,
    val bytes: Long = 0,
    val news: String? = null,
    val newsTone: Tone = Tone.NEUTRAL,
    val problem: Problem? = null,
)

/** Shows `Verifier.lists`, runs `Verifier.sync` and `Verifier.importBundle`. */
class ListsPresenter(
    private val services: Services,
    words: Words,
    scope: CoroutineScope,
) : Presenter<ListsState>(ListsState(), scope, words, services.dispatcher) {
    private var bringing: Job? = null

    /** Reads what is held. */
    fun load() = attempt(::failed) {
        val rows = services.onGate { gate -> gate.lists().map(::row) }
        update { it.copy(rows = rows, isLoaded = true) }
    }

    /** Asks for what changed; goes on where the last one broke off. */
    fun sync() = bring {
        val source = services.issuer?.source
        services.onGate { gate ->
            coroutineScope {
                val telling = launch { gate.syncProgress.filterNotNull().collect(::tell) }
                gate.sync(checkNotNull(source)).also { telling.cancel() }
            }
        }
    }

    private fun tell(step: SyncStep) =
        update { it.copy(done = step.done, total = step.total, bytes = step.bytes) }

    /** Takes lists in from a file. */
    fun import(bundle: ByteArray) = bring { services.onGate { it.importBundle(bundle) } }

    /** Waits no longer. What was fetched is kept, and the next time goes on from there. */
    fun stop() {
        bringing?.cancel()
        update { it.copy(isSyncing = false) }
        load()
    }

    private fun bring(how: suspend () -> SyncSummary) {
        if (state.value.isSyncing) return
        update { it.copy(isSyncing = true, done = 0, total = 0, bytes = 0, news = null, problem = null) }
        bringing = attempt(::failed) {
            val summary = how()
            val news = words.text(if (summary.isComplete) R.string.up_to_date else R.string.some_lists_failed)
            update {
                it.copy(isSyncing = false, news = news, newsTone = if (summary.isComplete) Tone.GOOD else Tone.CAUTION)
            }
            load().join()
        }
    }

    private fun failed(problem: Problem) =
        update { it.copy(isLoaded = true, isSyncing = false, problem = problem) }

    private fun row(list: ListState) = ListRow(
        name = words.listName(list.name),
        age = words.age(Duration.between(list.asOf, services.clock.now())),
        until = words.date(list.expiresAt),
        freshness = list.freshness.text(words.language),
        tone = tone(list.freshness),
    )
}

/** Fresh is good, stale still counts, expired doesn't. */
fun tone(freshness: Freshness): Tone = when (freshness) {
    Freshness.FRESH -> Tone.GOOD
    Freshness.STALE -> Tone.CAUTION
    Freshness.EXPIRED -> Tone.BAD
}
