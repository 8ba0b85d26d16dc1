// The wallet over the generated half of the library.
package org.essc

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
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
    private val following = CoroutineScope(SupervisorJob() + dispatcher)
    private val held = MutableStateFlow<List<CardSummary>>(emptyList())
    private val native: NativeWallet = NativeWallet.open(config, ports.copy(observer = ::happened))

    init {
        held.value = native.cards()
    }

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

    override suspend fun present(card: CardId, scene: SceneCode): Code =
        waiting(dispatcher) { native.present(card, scene) }

    override suspend fun answer(card: CardId, request: VenueRequest): Code =
        waiting(dispatcher) { native.answer(card, ProvedRequest.native(request)) }

    override suspend fun enroll(offer: String, txCode: String?): CardId = changing { native.enroll(offer, txCode) }

    override suspend fun refresh(which: Refresh): RefreshSummary = changing { native.refresh(which) }

    override suspend fun refreshCard(card: CardId): CardRefreshed = changing { native.refreshCard(card) }

    override suspend fun setNickname(card: CardId, nickname: String?): Unit =
        changing { withContext(dispatcher) { native.setNickname(card, nickname) } }

    override suspend fun devices(card: CardId): List<BoundDevice> = native.devices(card)

    override suspend fun unbindDevice(card: CardId, device: String): Unit = native.unbindDevice(card, device)

    override suspend fun unbind(card: CardId): Unit = changing { native.unbind(card) }

    override suspend fun forget(card: CardId): Unit =
        changing { withContext(dispatcher) { native.forget(card) } }

    override fun close() {
        following.cancel()
        native.close()
    }

    /**
     * On the thread that made the change, which is the library's own: a call from here into the library would
     * call the host's clock from inside this callback, and JNA couldn't let go of the thread afterwards.
     */
    private fun happened(event: WalletEvent) {
        following.launch {
            try {
                readCards()
            } catch (_: InternalException) {
                // The app's clock failed. Whoever reads the cards next gets this exception.
            } catch (_: IllegalStateException) {
                // Closed in between.
            }
        }
        events.tryEmit(event)
        ports.observer?.happened(event)
    }

    /** Who made the change sees the cards after it at once; who gave up waiting, when it has come. */
    private inline fun <T> changing(call: () -> T): T = call().also { readCards() }

    private fun readCards() {
        if (!native.uniffiIsDestroyed) held.value = native.cards()
    }

    private companion object {
        const val MOST_EVENTS = 64
    }
}
