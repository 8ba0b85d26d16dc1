// The calls that suspend, for Java.
package org.essc

import java.util.concurrent.CompletableFuture
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.future

/**
 * A wallet's calls that may wait, as futures, for Java. All others are called on [wallet] itself.
 *
 * A future that failed holds an [EsscException]; one that is cancelled stops waiting as [Wallet] says.
 * What depends on a future without an executor runs on a thread of the library.
 *
 * @property wallet the wallet that is called
 */
public class WalletFutures(public val wallet: Wallet) {
    /** As [Wallet.enrol]. */
    @JvmOverloads
    public fun enroll(offer: String, txCode: String? = null): CompletableFuture<CardId> =
        asFuture { wallet.enroll(offer, txCode) }

    /** As [Wallet.refresh]. */
    @JvmOverloads
    public fun refresh(which: Refresh = Refresh.WHEN_DUE): CompletableFuture<RefreshSummary> =
        asFuture { wallet.refresh(which) }

    /** As [Wallet.present]. */
    public fun present(card: CardId, scene: SceneCode): CompletableFuture<Code> = asFuture { wallet.present(card, scene) }

    /** As [Wallet.answer]. */
    public fun answer(card: CardId, request: VenueRequest): CompletableFuture<Code> =
        asFuture { wallet.answer(card, request) }

    /** As [Wallet.refreshCard]. */
    public fun refreshCard(card: CardId): CompletableFuture<CardRefreshed> = asFuture { wallet.refreshCard(card) }

    /** As [Wallet.setNickname]. */
    public fun setNickname(card: CardId, nickname: String?): CompletableFuture<Void?> =
        nothing { wallet.setNickname(card, nickname) }

    /** As [Wallet.devices]. */
    public fun devices(card: CardId): CompletableFuture<List<BoundDevice>> = asFuture { wallet.devices(card) }

    /** As [Wallet.unbindDevice]. */
    public fun unbindDevice(card: CardId, device: String): CompletableFuture<Void?> =
        nothing { wallet.unbindDevice(card, device) }

    /** As [Wallet.unbind]. */
    public fun unbind(card: CardId): CompletableFuture<Void?> = nothing { wallet.unbind(card) }

    /** As [Wallet.forget]. */
    public fun forget(card: CardId): CompletableFuture<Void?> = nothing { wallet.forget(card) }

    public companion object {
        /** As [Wallet.open]. */
        @JvmStatic
        @JvmOverloads
        public fun open(
            config: WalletConfig,
            ports: WalletPorts,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): CompletableFuture<WalletFutures> = asFuture { WalletFutures(Wallet.open(config, ports, dispatcher)) }

        /** As [Wallet.destroy]. */
        @JvmStatic
        @JvmOverloads
        public fun destroy(
            config: WalletConfig,
            ports: WalletPorts,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): CompletableFuture<Void?> = nothing { Wallet.destroy(config, ports, dispatcher) }
    }
}

/**
 * A verifier's calls that may wait, as futures, for Java. All others are called on [verifier] itself.
 *
 * A future that failed holds an [EsscException]. What depends on a future without an executor runs on a
 * thread of the library.
 *
 * @property verifier the verifier that is called
 */
public class VerifierFutures(public val verifier: Verifier) {
    /** As [Verifier.sync]. */
    @JvmOverloads
    public fun sync(source: SyncSource, venue: Venue? = null): CompletableFuture<SyncSummary> =
        asFuture { verifier.sync(source, venue) }

    /** As [Verifier.importBundle]. */
    public fun importBundle(bytes: ByteArray): CompletableFuture<SyncSummary> = asFuture { verifier.importBundle(bytes) }

    /** As [Verifier.request]. */
    public fun request(venue: Venue, scene: SceneCode, question: Question): CompletableFuture<SignedRequest> =
        asFuture { verifier.request(venue, scene, question) }

    public companion object {
        /** As [Verifier.open]. */
        @JvmStatic
        @JvmOverloads
        public fun open(
            config: VerifierConfig,
            clock: Clock? = null,
            http: HttpClient? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): CompletableFuture<VerifierFutures> =
            asFuture { VerifierFutures(Verifier.open(config, clock, http, dispatcher)) }
    }
}

/** Nobody's scope: a future that nobody keeps still ends by itself. */
private val anyones = CoroutineScope(EmptyCoroutineContext)

private fun <T> asFuture(call: suspend () -> T): CompletableFuture<T> =
    anyones.future(Dispatchers.Unconfined) { call() }

private fun nothing(call: suspend () -> Unit): CompletableFuture<Void?> = asFuture { call(); null }
