// The gate over the generated half of the library.
package org.essc

import java.time.Instant
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.withContext

internal class OpenVerifier(
    private val native: NativeVerifier,
    private val dispatcher: CoroutineDispatcher,
) : Verifier {
    private val progress = MutableStateFlow<SyncStep?>(null)

    override val syncProgress: StateFlow<SyncStep?> get() = progress

    override fun verify(text: String, scene: SceneCode): Verdict = native.verify(text, scene)

    override fun verifyAsOf(text: String, scene: SceneCode, at: Instant): Verdict = native.verifyAsOf(text, scene, at)

    override fun lists(): List<ListState> = native.lists()

    override fun scenes(): List<VenueScene> = native.scenes()

    override suspend fun sync(source: SyncSource, venue: Venue?): SyncSummary {
        val told = Progress()
        try {
            return native.sync(source, told, venue?.native)
        } finally {
            told.end()
        }
    }

    override suspend fun importBundle(bytes: ByteArray): SyncSummary =
        withContext(dispatcher) { native.importBundle(bytes) }

    override suspend fun request(venue: Venue, scene: SceneCode, question: Question): SignedRequest =
        waiting(dispatcher) { native.request(venue.native, scene, question) }

    override fun keepRequest(text: String): Unit = native.keepRequest(text)

    override fun close(): Unit = native.close()

    /** One sync's steps, told for as long as somebody waits for its end. */
    private inner class Progress : SyncListener {
        private var hasEnded = false

        @Synchronized
        override fun progressed(step: SyncStep) {
            if (!hasEnded) progress.value = step
        }

        @Synchronized
        fun end() {
            hasEnded = true
            progress.value = null
        }
    }
}
