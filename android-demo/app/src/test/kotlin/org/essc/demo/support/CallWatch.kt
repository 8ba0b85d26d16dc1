// Which calls of the SDK the app makes, how often, and on which threads.
package org.essc.demo.support

import android.os.Looper
import java.util.concurrent.ConcurrentHashMap
import org.essc.CardId
import org.essc.KeyStore
import org.essc.Refresh
import org.essc.SceneCode
import org.essc.SyncSource
import org.essc.Venue
import org.essc.VenueRequest
import org.essc.Verifier
import org.essc.Wallet
import org.essc.demo.sdk.Services

/**
 * Counts every call of the two objects that the app makes, their opening and what it asks the key
 * store: all that reads or writes files, signs, checks a signature or uses the network. What is left
 * looks words up in tables.
 */
class CallWatch(private val work: Work) : Services.Watch {
    private val counts = ConcurrentHashMap<String, Int>()
    private val ofMain = ConcurrentHashMap<String, Int>()

    /** The calls that came. */
    val seen: Set<String> get() = counts.keys

    /** The calls that came on the main thread, and how often. */
    val onMainThread: Map<String, Int> get() = ofMain

    /** How often a call came. */
    fun count(call: String): Int = counts[call] ?: 0

    /** How many codes were asked for. */
    val signatures: Int get() = count("present") + count("answer")

    private val opened = mutableListOf<AutoCloseable>()

    override suspend fun wallet(open: suspend () -> Wallet): Wallet {
        note("open wallet")
        return Watched(open().also { opened += it })
    }

    override suspend fun gate(open: suspend () -> Verifier): Verifier {
        note("open gate")
        return WatchedGate(open().also { opened += it })
    }

    override fun keys(keys: KeyStore): KeyStore = WatchedKeys(keys)

    /** Lets go of their files, as the end of a process does. */
    fun close() {
        opened.forEach(AutoCloseable::close)
        opened.clear()
    }

    private fun note(call: String) {
        counts.merge(call, 1, Int::plus)
        if (Looper.getMainLooper().isCurrentThread) ofMain.merge(call, 1, Int::plus)
    }

    private suspend fun <T> waited(call: String, made: suspend () -> T): T {
        note(call)
        return work.call(call, made)
    }

    private inner class Watched(private val inner: Wallet) : Wallet by inner {
        override val condition get() = note("condition").let { inner.condition }

        override val cards get() = note("cards").let { inner.cards }

        override val clockHealth get() = note("clockHealth").let { inner.clockHealth }

        override val isTest get() = note("isTest").let { inner.isTest }

        override fun scenes(card: CardId) = note("scenes").let { inner.scenes(card) }

        override fun readRequest(text: String) = note("readRequest").let { inner.readRequest(text) }

        override fun disclosure(card: CardId, request: VenueRequest) = note("disclosure").let { inner.disclosure(card, request) }

        override suspend fun present(card: CardId, scene: SceneCode) = waited("present") { inner.present(card, scene) }

        override suspend fun answer(card: CardId, request: VenueRequest) = waited("answer") { inner.answer(card, request) }

        override suspend fun enroll(offer: String, txCode: String?) = waited("enroll") { inner.enroll(offer, txCode) }

        override suspend fun refresh(which: Refresh) = waited("refresh") { inner.refresh(which) }
    }

    private inner class WatchedKeys(private val inner: KeyStore) : KeyStore by inner {
        override fun info(alias: String) = note("key info").let { inner.info(alias) }
    }

    private inner class WatchedGate(private val inner: Verifier) : Verifier by inner {
        override fun verify(text: String, scene: SceneCode) = note("verify").let { inner.verify(text, scene) }

        override fun lists() = note("lists").let { inner.lists() }

        override fun scenes() = note("gate scenes").let { inner.scenes() }

        override suspend fun importBundle(bytes: ByteArray) = waited("importBundle") { inner.importBundle(bytes) }

        override suspend fun sync(source: SyncSource, venue: Venue?) = waited("sync") { inner.sync(source, venue) }
    }
}
