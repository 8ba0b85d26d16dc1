// A venue's gate, as an app sees it.
package org.essc

import java.time.Instant
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.withContext

/**
 * A gate: text in, verdict out, no network at the moment of the scan.
 *
 * One for a process; any number of threads may call it at once. Calls that may wait, for the network, a
 * key or a large file, are `suspend` and may be made from the main thread; from Java they are made
 * through [VerifierFutures]. All others answer at once.
 */
public interface Verifier : AutoCloseable {
    /**
     * How far the sync under way is; null while there is none. After each list there is a new value, and
     * a slow collector sees the latest.
     */
    public val syncProgress: StateFlow<SyncStep?>

    /**
     * Judges the text of a QR code for a scene, now. Takes bounded time and memory whatever the text is;
     * never fails, never asks the network.
     */
    public fun verify(text: String, scene: SceneCode): Verdict

    /** Judges a text as of another time, with the lists held today; nothing is remembered. */
    public fun verifyAsOf(text: String, scene: SceneCode, at: Instant): Verdict

    /** The lists held, with their age. */
    public fun lists(): List<ListState>

    /** The scenes that are switched on where this gate stands; none without a catalogue. */
    public fun scenes(): List<VenueScene>

    /**
     * Brings every list up to date, asking only for what changed. The next call goes on where this one
     * broke off. Given a venue, it also renews the venue's card when less than half of its period is
     * left; the renewed one is kept in [VerifierConfig.directory] and used by [request] from then on, in
     * the place of the one that the venue was made with.
     *
     * Who cancels the call stops waiting for it; the sync goes on to its end.
     *
     * @throws EsscException [EsscException.Report] when files can't be written, or without an HTTP client.
     *   A list or a venue card that could not be fetched is no exception: the summary has the outcome of each
     */
    @Throws(EsscException::class)
    public suspend fun sync(source: SyncSource, venue: Venue? = null): SyncSummary

    /**
     * Takes lists in from a bundle file, by the same rules as a sync.
     *
     * @throws EsscException [EsscException.RejectInput] for bytes that are no bundle
     */
    @Throws(EsscException::class)
    public suspend fun importBundle(bytes: ByteArray): SyncSummary

    /**
     * Makes a request for a scene, signs it with the venue's key and keeps it, so that a code may answer
     * it.
     *
     * @throws EsscException [EsscException.RejectInput] for a venue card that wallets would refuse,
     *   [EsscException.Retry], [EsscException.Report]
     */
    @Throws(EsscException::class)
    public suspend fun request(venue: Venue, scene: SceneCode, question: Question): SignedRequest

    /**
     * Keeps a request that another device of this venue made, so that a code scanned here may answer it.
     *
     * @throws EsscException [EsscException.RejectInput] for what is no request
     */
    @Throws(EsscException::class)
    public fun keepRequest(text: String)

    /** Lets go of the gate's files once the calls under way have ended. */
    override fun close()

    public companion object {
        /**
         * Opens a verifier on [VerifierConfig.directory]. Lists that don't verify any more are dropped, and
         * the next verdict says what is missing.
         *
         * Another verifier on the directory, another process's or one whose sync still runs to its end, is
         * no error: until it is gone, codes are answered with [Reason.REPLAY_GUARD_UNAVAILABLE].
         *
         * @param clock time; null: the system's clocks
         * @param http HTTP; null: the library's own client, where the build has one
         * @param dispatcher where calls wait that read files or sign
         * @throws EsscException [EsscException.Report] when files can't be read,
         *   [EsscException.RejectInput] for a [VerifierConfig.replayCapacity] over 1,048,576
         */
        @Throws(EsscException::class)
        public suspend fun open(
            config: VerifierConfig,
            clock: Clock? = null,
            http: HttpClient? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Verifier = withContext(dispatcher) { OpenVerifier(NativeVerifier.open(config, clock, http), dispatcher) }
    }
}
