// A holder's wallet, as an app sees it.
package org.essc

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.withContext

/**
 * Cards on this phone: enrolled and renewed over the network, shown without it.
 *
 * One for an app, kept open. Calls that may wait, for the network, for a key or for the user, are
 * `suspend` and may be made from the main thread; all others answer at once. Any thread may make any
 * call. From Java, the calls that suspend are made through [WalletFutures].
 *
 * Calls that use the network run one at a time. Who cancels one stops waiting for it; what was begun
 * goes on to its end, since an enrolment that is half done helps nobody. Who cancels [present] or
 * [answer] while it waits for the user takes the question away.
 *
 * Every call throws [EsscException] and nothing else, except `IllegalStateException` after [close].
 */
public interface Wallet : AutoCloseable {
    /**
     * The cards on this phone, in the order of their enrolment. The flow has a new value after every
     * change to a card, whichever call made it. A card also expires without any call: reading this property
     * looks again, so read it and collect whenever a screen comes to the front.
     */
    public val cards: StateFlow<List<CardSummary>>

    /**
     * Events of the cards, from the time a collector starts. Each is emitted after its change is on disk.
     * A collector that is 64 events behind loses the oldest.
     */
    public val events: SharedFlow<WalletEvent>

    /** Whether the wallet's data could be read. */
    public val condition: WalletCondition

    /** How the phone's clock stands against the servers'. */
    public val clockHealth: ClockHealth

    /** Whether the trust list is a sandbox's: say so on every screen, nothing here is legally valid. */
    public val isTest: Boolean

    /**
     * What a card can be shown for: the scenes of the signed catalogue.
     *
     * @throws EsscException [EsscException.Refresh] without a current catalogue, [EsscException.ReEnrol],
     *   [EsscException.RejectInput] when there is no such card
     */
    @Throws(EsscException::class)
    public fun scenes(card: CardId): List<OfferedScene>

    /**
     * Reads a venue's request and proves who asks, offline. To be shown to the holder together with
     * [disclosure], and given to [answer] when they agree; nothing is signed here.
     *
     * @throws EsscException [EsscException.RejectInput] for what is no request or may be a fraud,
     *   [EsscException.AskUser], [EsscException.Refresh]
     */
    @Throws(EsscException::class)
    public fun readRequest(text: String): VenueRequest

    /**
     * What a card would tell the venue that made a request, by the rules of the place where the venue is.
     * To be shown before the holder agrees: [answer] signs for this or for nothing. What [scenes] says is
     * by the rules of the card's own province, and is no answer to this.
     *
     * @throws EsscException [EsscException.AskUser] when the scene would not take the card
     *   ([ErrorCode.DISCLOSURE_CHANGED]: it was enrolled after the request was read),
     *   [EsscException.Refresh], [EsscException.ReEnrol], [EsscException.RejectInput] when there is no
     *   such card
     */
    @Throws(EsscException::class)
    public fun disclosure(card: CardId, request: VenueRequest): Disclosed

    /**
     * A code for a scene, offline: the least that the scene takes is disclosed. Until it rotates, the
     * same card and scene get the same code again, with what is left of its time. Masked and identity
     * codes ask for the user when they are made. [codes] makes one after another.
     *
     * @throws EsscException [EsscException.AskUser] when the scene would not take the card, or takes
     *   answers to a venue's request only ([ErrorCode.REQUEST_NEEDED]), [EsscException.Authenticate],
     *   [EsscException.ReEnrol] when the keys are dead, [EsscException.Refresh], [EsscException.Retry],
     *   [EsscException.RejectInput]
     */
    @Throws(EsscException::class)
    public suspend fun present(card: CardId, scene: SceneCode): Code

    /**
     * A code that answers a venue's request, offline, for that venue only: always a new one, and one for
     * each request. Masked and identity codes ask for the user.
     *
     * @throws EsscException [EsscException.AskUser] when the answer would tell something else than
     *   [disclosure] does ([ErrorCode.DISCLOSURE_CHANGED]: read the request again), when the request has
     *   expired or was answered, or when the scene would not take the card; otherwise as [present]
     */
    @Throws(EsscException::class)
    public suspend fun answer(card: CardId, request: VenueRequest): Code

    /**
     * Enrols the card that an offer is for, and fetches what [present] needs, so that the card can be
     * shown at once and without a network. A card of the same holder and issuer that is here already is
     * replaced once the new one is safe. The identity key asks for the user once for each of its
     * credentials.
     *
     * The card is kept first. If the catalogues then can't be fetched, it is enrolled all the same: its
     * state is [CardState.RefreshDue], [scenes] and [present] fail with [EsscException.Refresh], and the
     * next [refresh] brings them.
     *
     * @param txCode the transaction code, where [readOffer] says that the offer asks for one
     * @throws EsscException any; after an error nothing is different from before, and the offer may be
     *   used up
     */
    @Throws(EsscException::class)
    public suspend fun enroll(offer: String, txCode: String? = null): CardId

    /**
     * Fetches what changed and renews cards. To be called when the app starts and once in a while.
     *
     * @throws EsscException [EsscException.Retry] with [ErrorCode.IN_PROGRESS] only: all else is in the
     *   summary, and no card is worse off for it
     */
    @Throws(EsscException::class)
    public suspend fun refresh(which: Refresh = Refresh.WHEN_DUE): RefreshSummary

    /**
     * Renews one card now: for a push that says that something happened to it. Other cards and the
     * catalogues are left to [refresh].
     *
     * @throws EsscException [EsscException.Retry] with [ErrorCode.IN_PROGRESS], [EsscException.RejectInput]
     *   when there is no such card; all else is in the answer
     */
    @Throws(EsscException::class)
    public suspend fun refreshCard(card: CardId): CardRefreshed

    /**
     * Names a card on this phone, for its holder to tell it from others. No issuer and no venue is told,
     * and a card that replaces this one keeps it.
     *
     * @param nickname 1 to 20 characters; null takes the name away
     * @throws EsscException [EsscException.RejectInput] ([ErrorCode.NICKNAME_REFUSED], or there is no such
     *   card), [EsscException.AskUser] when the storage is full, [EsscException.Report]
     */
    @Throws(EsscException::class)
    public suspend fun setNickname(card: CardId, nickname: String?)

    /**
     * The devices that a card is on, as its issuer knows them.
     *
     * @throws EsscException as [enrol]
     */
    @Throws(EsscException::class)
    public suspend fun devices(card: CardId): List<BoundDevice>

    /**
     * Takes a card off another device. The identity key asks for the user.
     *
     * @param device a [BoundDevice.id]
     * @throws EsscException as [enrol]
     */
    @Throws(EsscException::class)
    public suspend fun unbindDevice(card: CardId, device: String)

    /**
     * Takes a card off this phone: tells the issuer, deletes keys and data.
     *
     * @throws EsscException as [enrol]; the card is then still here
     */
    @Throws(EsscException::class)
    public suspend fun unbind(card: CardId)

    /**
     * Deletes a card's keys and data on this phone without telling the issuer.
     *
     * @throws EsscException [EsscException.RejectInput] when there is no such card, [EsscException.Retry],
     *   [EsscException.Report]
     */
    @Throws(EsscException::class)
    public suspend fun forget(card: CardId)

    /** Lets go of the wallet's files once the calls under way have ended. */
    override fun close()

    public companion object {
        /**
         * Opens the wallet in [WalletConfig.directory]; makes an empty one when there is none. Data that
         * can't be read any more are no error: see [condition].
         *
         * @param dispatcher where calls wait that read files, sign or ask the user
         * @throws EsscException [EsscException.Retry] when it is in use or the secret store is away,
         *   [EsscException.AskUser] when the storage is full, [EsscException.Report]
         */
        @Throws(EsscException::class)
        public suspend fun open(
            config: WalletConfig,
            ports: WalletPorts,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Wallet = withContext(dispatcher) { OpenWallet(config, ports, dispatcher) }

        /**
         * Deletes a wallet from this phone for good: the keys of its cards, the key of its vault, its files.
         * Other accounts' wallets are not touched, and no issuer is told: [unbind] every card first where
         * there is a network. A call that was broken off is gone on with by the next.
         *
         * @param config of the wallet, which must not be open
         * @param dispatcher where the call waits
         * @throws EsscException [EsscException.Retry] while the wallet is open ([ErrorCode.IN_USE]) or a key
         *   can't be deleted, [EsscException.Report]
         */
        @Throws(EsscException::class)
        public suspend fun destroy(
            config: WalletConfig,
            ports: WalletPorts,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Unit = withContext(dispatcher) { nativeDestroyWallet(config, ports) }
    }
}
