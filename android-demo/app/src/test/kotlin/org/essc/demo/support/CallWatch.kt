// Which calls of the SDK the app makes, how often, and on which threads.
package org.essc.demo.support

import android.os.Looper
import java.util.concurrent.ConcurrentHashMap
import org.essc.CardId
import org.essc.KeyStore
import org.essc.Refresh
import org.essc.SceneCode
import org.essc.SyncListener
import org.essc.SyncSource
import org.essc.Venue
import org.essc.VenueRequest
import org.essc.Verifier
import org.essc.VerifierInterface
import org.essc.Wallet
import org.essc.WalletInterface
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

    private val opened = mutableListOf<AutoCloseable>()

    override fun wallet(open: () -> Wallet): WalletInterface {
        note("open wallet")
        return Watched(open().also { opened += it })
    }

    override fun gate(open: () -> Verifier): VerifierInterface {
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

    private inner class Watched(private val inner: WalletInterface) : WalletInterface by inner {
        override fun condition() = note("condition").let { inner.condition() }

        override fun cards() = note("cards").let { inner.cards() }

        override fun clockHealth() = note("clockHealth").let { inner.clockHealth() }

        override fun isTest() = note("isTest").let { inner.isTest() }

        override fun scenes(card: CardId) = note("scenes").let { inner.scenes(card) }

        override fun consent(text: String) = note("consent").let { inner.consent(text) }

        override fun disclosure(card: CardId, request: VenueRequest) = note("disclosure").let { inner.disclosure(card, request) }

        override fun present(card: CardId, scene: SceneCode, request: VenueRequest?) =
            note("present").let { inner.present(card, scene, request) }

        override suspend fun enrol(offer: String, txCode: String?) = waited("enrol") { inner.enrol(offer, txCode) }

        override suspend fun refresh(which: Refresh) = waited("refresh") { inner.refresh(which) }
    }

    private inner class WatchedKeys(private val inner: KeyStore) : KeyStore by inner {
        override fun info(alias: String) = note("key info").let { inner.info(alias) }
    }

    private inner class WatchedGate(private val inner: VerifierInterface) : VerifierInterface by inner {
        override fun verify(text: String, scene: SceneCode) = note("verify").let { inner.verify(text, scene) }

        override fun lists() = note("lists").let { inner.lists() }

        override fun scenes() = note("gate scenes").let { inner.scenes() }

        override fun importBundle(bytes: ByteArray) = note("importBundle").let { inner.importBundle(bytes) }

        override suspend fun sync(source: SyncSource, listener: SyncListener?, venue: Venue?) =
            waited("sync") { inner.sync(source, listener, venue) }
    }
}
