// The wallet over the generated half of the library.
package org.essc

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.withContext

/** Opens the wallet, which reads files. */
internal class OpenWallet(
    config: WalletConfig,
    private val ports: WalletPorts,
    private val dispatcher: CoroutineDispatcher,
) : Wallet {
    override val events = MutableSharedFlow<WalletEvent>(
        extraBufferCapacity = MOST_EVENTS,
        onBufferOverflow = BufferOverflow.DROP_OLDEST,
    )
    private val held = MutableStateFlow<List<CardSummary>>(emptyList())
    private val native: NativeWallet = NativeWallet.open(config, ports.copy(observer = ::happened))

    init {
        held.value = native.cards()
    }

    override val cards: StateFlow<List<CardSummary>>
        get() {
            if (!native.uniffiIsDestroyed) held.value = native.cards()
            return held
        }

    override val condition: WalletCondition get() = native.condition()

    override val clockHealth: ClockHealth get() = native.clockHealth()

    override val isTest: Boolean get() = native.isTest()

    override fun scenes(card: CardId): List<OfferedScene> = native.scenes(card)

    override fun readRequest(text: String): VenueRequest = ProvedRequest(native.readRequest(text))

    override fun disclosure(card: CardId, request: VenueRequest): Disclosed =
        native.disclosure(card, ProvedRequest.native(request))

    override suspend fun present(card: CardId, scene: SceneCode): Code =
        waiting(dispatcher) { native.present(card, scene) }

    override suspend fun answer(card: CardId, request: VenueRequest): Code =
        waiting(dispatcher) { native.answer(card, ProvedRequest.native(request)) }

    override suspend fun enrol(offer: String, txCode: String?): CardId = native.enrol(offer, txCode)

    override suspend fun refresh(which: Refresh): RefreshSummary = native.refresh(which)

    override suspend fun refreshCard(card: CardId): CardRefreshed = native.refreshCard(card)

    override suspend fun setNickname(card: CardId, nickname: String?): Unit =
        withContext(dispatcher) { native.setNickname(card, nickname) }

    override suspend fun devices(card: CardId): List<BoundDevice> = native.devices(card)

    override suspend fun unbindDevice(card: CardId, device: String): Unit = native.unbindDevice(card, device)

    override suspend fun unbind(card: CardId): Unit = native.unbind(card)

    override suspend fun forget(card: CardId): Unit = withContext(dispatcher) { native.forget(card) }

    override fun close(): Unit = native.close()

    /** On the thread that made the change, before its call returns: who made it sees the cards after it. */
    private fun happened(event: WalletEvent) {
        if (!native.uniffiIsDestroyed) held.value = native.cards()
        events.tryEmit(event)
        ports.observer?.happened(event)
    }

    private companion object {
        const val MOST_EVENTS = 64
    }
}
