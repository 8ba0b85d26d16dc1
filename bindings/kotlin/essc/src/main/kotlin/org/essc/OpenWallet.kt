// The wallet over the generated half of the library.
package org.essc

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext

internal class OpenWallet(
    private val native: NativeWallet,
    private val dispatcher: CoroutineDispatcher,
) : Wallet {
    private val held = MutableStateFlow(native.cards())

    override val cards: StateFlow<List<CardSummary>>
        get() {
            readCards()
            return held
        }

    override val condition: WalletCondition get() = native.condition()

    override val clockHealth: ClockHealth get() = native.clockHealth()

    override val isTest: Boolean get() = native.isTest()

    override fun scenes(card: CardId): List<OfferedScene> = native.scenes(card)

    override fun readRequest(text: String): VenueRequest = ProvedRequest(native.readRequest(text))

    override fun disclosure(card: CardId, request: VenueRequest): Disclosed =
        native.disclosure(card, ProvedRequest.native(request))

    override suspend fun present(card: CardId, scene: SceneCode): Code = changing {
        runInterruptible(dispatcher) { native.present(card, scene) }
    }

    override suspend fun answer(card: CardId, request: VenueRequest): Code = changing {
        runInterruptible(dispatcher) { native.answer(card, ProvedRequest.native(request)) }
    }

    override suspend fun enrol(offer: String, txCode: String?): CardId = changing { native.enrol(offer, txCode) }

    override suspend fun refresh(which: Refresh): RefreshSummary = changing { native.refresh(which) }

    override suspend fun devices(card: CardId): List<BoundDevice> = native.devices(card)

    override suspend fun unbindDevice(card: CardId, device: String): Unit = native.unbindDevice(card, device)

    override suspend fun unbind(card: CardId): Unit = changing { native.unbind(card) }

    override suspend fun forget(card: CardId): Unit = changing { withContext(dispatcher) { native.forget(card) } }

    override fun close(): Unit = native.close()

    /** A call after which a card may be another, or in another state: also when it fails. */
    private inline fun <T> changing(call: () -> T): T = try {
        call()
    } finally {
        readCards()
    }

    private fun readCards() {
        if (!native.uniffiIsDestroyed) held.value = native.cards()
    }
}
