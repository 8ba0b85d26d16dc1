// Which calls of the SDK the app makes, how often, and on which threads.
package org.essc.demo.support

import java.util.concurrent.ConcurrentHashMap
import org.essc.CardId
import org.essc.Refresh
import org.essc.SceneCode
import org.essc.SyncListener
import org.essc.SyncSource
import org.essc.VenueRequest
import org.essc.VerifierInterface
import org.essc.WalletInterface
import org.essc.demo.sdk.Services

/** Writes down every call of the two objects that the app makes. */
class CallWatch : Services.Watch {
    /** Name of each call, and the threads it came on. */
    val seen: MutableMap<String, MutableSet<String>> = ConcurrentHashMap()
    private val counts = ConcurrentHashMap<String, Int>()

    /** How often a call came. */
    fun count(call: String): Int = counts[call] ?: 0

    override fun wallet(wallet: WalletInterface): WalletInterface = Watched(wallet)

    override fun gate(gate: VerifierInterface): VerifierInterface = WatchedGate(gate)

    private fun note(call: String) {
        seen.getOrPut(call) { ConcurrentHashMap.newKeySet() } += Thread.currentThread().name
        counts.merge(call, 1, Int::plus)
    }

    private inner class Watched(private val inner: WalletInterface) : WalletInterface by inner {
        override fun condition() = inner.condition().also { note("condition") }

        override fun cards() = inner.cards().also { note("cards") }

        override fun clockHealth() = inner.clockHealth().also { note("clockHealth") }

        override fun isTest() = inner.isTest().also { note("isTest") }

        override fun scenes(card: CardId) = note("scenes").let { inner.scenes(card) }

        override fun consent(text: String) = note("consent").let { inner.consent(text) }

        override fun present(card: CardId, scene: SceneCode, request: VenueRequest?) =
            note("present").let { inner.present(card, scene, request) }

        override suspend fun enrol(offer: String, txCode: String?) = note("enrol").let { inner.enrol(offer, txCode) }

        override suspend fun refresh(which: Refresh) = note("refresh").let { inner.refresh(which) }
    }

    private inner class WatchedGate(private val inner: VerifierInterface) : VerifierInterface by inner {
        override fun verify(text: String, scene: SceneCode) = note("verify").let { inner.verify(text, scene) }

        override fun lists() = inner.lists().also { note("lists") }

        override fun scenes() = inner.scenes().also { note("gate scenes") }

        override fun importBundle(bytes: ByteArray) = note("importBundle").let { inner.importBundle(bytes) }

        override suspend fun sync(source: SyncSource, listener: SyncListener?) = note("sync").let { inner.sync(source, listener) }
    }
}
