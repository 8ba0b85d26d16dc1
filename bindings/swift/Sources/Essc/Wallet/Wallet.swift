// A holder's wallet.

import Foundation

/// Cards on this phone: enrolled and renewed over the network, shown without it.
///
/// One for an app, kept open. What may wait for the network, for a key or for the holder is `async` and
/// never runs on the caller's thread. When its task is cancelled the call ends with
/// ``ErrorCode/inProgress``, and what it began goes on to its end: an enrolment that is half done helps
/// nobody. Only a code that is being made for a screen is given up: what asks the holder for it is taken
/// away. The rest answers at once, from any thread.
public final class Wallet: Sendable {
    private let core: CoreWallet
    private let changes = WalletChanges()

    /// Opens the wallet in the configuration's directory; makes an empty one when there is none. Data
    /// that can't be read any more are no error: see ``condition``.
    ///
    /// - Parameters:
    ///   - config: Where it is, and whom it trusts.
    ///   - ports: What the phone brings.
    /// - Throws: ``EsscError``: `retry` (in use, keychain away), `askUser` (storage full), `report`.
    public init(_ config: WalletConfig, ports: WalletPorts) async throws(EsscError) {
        core = try await offThread(changes) { changes in
            try CoreWallet.open(config: config, ports: ports.core(observer: changes))
        }
        changes.watch(core)
    }

    /// Deletes a wallet that isn't open: its keys, its vault's key and its files, for good. The issuer is
    /// not told. For an account that is removed from the app.
    ///
    /// - Throws: ``EsscError``: `retry` while the wallet is open, or when a store is away; `report`.
    public static func destroy(
        _ config: WalletConfig, ports: WalletPorts
    ) async throws(EsscError) {
        try await offThread(()) { try destroyWallet(config: config, ports: ports.core()) }
    }

    /// Whether the wallet's data could be read.
    public var condition: WalletCondition { core.condition() }

    /// The cards on this phone, in the order of their enrolment.
    public var cards: [CardSummary] { core.cards() }

    /// How the phone's clock stands against the servers'.
    public var clockHealth: ClockHealth { core.clockHealth() }

    /// Whether the trust list is a sandbox's: say so on every screen, nothing here is legally valid.
    public var isTest: Bool { core.isTest() }

    // MARK: Watching

    /// The cards now, and again after each change of theirs, whoever made it. Who is slow hears the
    /// newest. Each stream is for one listener.
    public var cardUpdates: AsyncStream<[CardSummary]> {
        changes.cards.values(.bufferingNewest(1), first: { self.core.cards() })
    }

    /// What happens to the wallet from now on, each thing after it is on disk. Who is slow hears of the
    /// last hundred. Each stream is for one listener.
    public var events: AsyncStream<WalletEvent> {
        changes.events.values(.bufferingNewest(100))
    }

    // MARK: Enrolling and keeping fresh

    /// Enrols the card that an offer is for, and fetches what ``present(_:for:)`` needs, so that the card
    /// can be shown at once and without a network. A card of the same holder and issuer that is here
    /// already is replaced once the new one is safe. The identity key asks for the holder once for each
    /// of its credentials.
    ///
    /// If the catalogues can't be fetched, the card is enrolled all the same: its state is
    /// ``CardState/refreshDue``, and the next ``refresh(_:)`` brings them.
    ///
    /// - Parameters:
    ///   - offer: The offer's text, from a code, a link or a message.
    ///   - transactionCode: What ``Offer/transactionCodeLength`` asks for.
    /// - Throws: Any ``EsscError``; nothing is different from before then, and the offer may be used up.
    @discardableResult
    public func enroll(
        _ offer: String, transactionCode: String? = nil
    ) async throws(EsscError) -> CardID {
        try await exchange(with: core) {
            try await $0.enroll(offer: offer, txCode: transactionCode)
        }
    }

    /// Fetches what changed and renews cards. To be called when the app starts and once in a while.
    ///
    /// - Parameter which: Whether to ask for what is due, or for everything now.
    /// - Throws: ``EsscError`` with ``ErrorCode/inProgress`` only: all else is in the summary, and no card
    ///   is worse off for it.
    @discardableResult
    public func refresh(_ which: Refresh = .whenDue) async throws(EsscError) -> RefreshSummary {
        try await exchange(with: core) { try await $0.refresh(which: which) }
    }

    /// Renews one card now: a push said that something happened to it.
    ///
    /// - Returns: What was done; a failure is in it.
    /// - Throws: ``EsscError``: `retry` while another exchange runs, `rejectInput` (no such card).
    @discardableResult
    public func refreshCard(_ card: CardID) async throws(EsscError) -> CardRefreshed {
        try await exchange(with: core) { try await $0.refreshCard(card: card) }
    }

    /// Gives a card the name that its holder chose, or none.
    ///
    /// - Throws: ``EsscError/rejectInput(code:reason:)`` for what is no nickname (1 to 20 characters that
    ///   can be shown) and for no such card.
    public func setNickname(
        _ nickname: String?, of card: CardID
    ) async throws(EsscError) {
        try await offThread(core) { try $0.setNickname(card: card, nickname: nickname) }
    }

    // MARK: Showing

    /// What a card can be shown for: the scenes of the signed catalogue.
    ///
    /// - Throws: ``EsscError``: `refresh` without a current catalogue, `reEnroll`, `rejectInput` (no such
    ///   card).
    public func scenes(of card: CardID) throws(EsscError) -> [OfferedScene] {
        try calling { try core.scenes(card: card) }
    }

    /// A code for a scene, offline: the least that the scene takes is disclosed. Until it rotates, the
    /// same card and scene get the same code again, with what is left of its time. Masked and identity
    /// codes ask for the holder when they are made; this call waits for them. When its task is cancelled,
    /// ``SecureEnclaveKeyStore`` takes its question away.
    ///
    /// - Parameters:
    ///   - card: The card to show.
    ///   - scene: What it is shown for, one of ``scenes(of:)``.
    /// - Throws: ``EsscError``: `askUser` when the scene would not take the card, `authenticate`,
    ///   `reEnroll` when the keys are dead, `refresh`, `retry`, `rejectInput`.
    public func present(_ card: CardID, for scene: SceneCode) async throws(EsscError) -> Code {
        try await offThread(core) { try $0.present(card: card, scene: scene) }
    }

    /// Reads a venue's request and proves who asks, offline. To be shown to the holder together with
    /// ``disclosure(of:to:)``, and answered when they agree; nothing is signed here.
    ///
    /// - Throws: ``EsscError``: `rejectInput` for what is no request or may be a fraud, `askUser`,
    ///   `refresh`.
    public func readRequest(_ text: String) throws(EsscError) -> VenueRequest {
        VenueRequest(try calling { try core.readRequest(text: text) })
    }

    /// What a card would tell the venue that made a request, by the rules of the place where the venue
    /// is. To be shown before the holder agrees: ``answer(_:with:)`` signs for this or for nothing. What
    /// ``scenes(of:)`` says is by the rules of the card's own province, and is no answer to this.
    ///
    /// - Throws: ``EsscError``: `askUser` when the scene would not take the card, `refresh`, `reEnroll`,
    ///   `rejectInput` (no such card).
    public func disclosure(
        of card: CardID, to request: VenueRequest
    ) throws(EsscError) -> Disclosed {
        try calling { try core.disclosure(card: card, request: request.core) }
    }

    /// A code that answers a venue's request, which the holder agreed to: always a new one, for that
    /// venue only, and one for each request. Masked and identity codes ask for the holder; this call
    /// waits for them, and is cancelled, as ``present(_:for:)``.
    ///
    /// - Throws: ``EsscError`` as ``present(_:for:)``; with ``ErrorCode/disclosureChanged`` when the answer
    ///   would tell something else than ``disclosure(of:to:)`` does: read the request again.
    public func answer(
        _ request: VenueRequest, with card: CardID
    ) async throws(EsscError) -> Code {
        try await offThread(core) { try $0.answer(card: card, request: request.core) }
    }

    // MARK: Devices, and the end of a card

    /// The devices that a card is on, as its issuer knows them.
    ///
    /// - Throws: Any ``EsscError``.
    public func devices(of card: CardID) async throws(EsscError) -> [BoundDevice] {
        try await exchange(with: core) { try await $0.devices(card: card) }
    }

    /// Takes a card off another device, which is lost or not used any more. The identity key asks for
    /// the holder.
    ///
    /// - Parameters:
    ///   - device: One of ``devices(of:)``.
    ///   - card: The card that it loses; it keeps its others.
    /// - Throws: Any ``EsscError``.
    public func unbindDevice(
        _ device: BoundDevice, from card: CardID
    ) async throws(EsscError) {
        try await exchange(with: core) {
            try await $0.unbindDevice(card: card, device: device.id)
        }
    }

    /// Takes a card off this phone: tells the issuer, deletes keys and data. For another device there is
    /// ``unbindDevice(_:from:)``.
    ///
    /// - Throws: Any ``EsscError``; the card is then still here.
    public func unbind(_ card: CardID) async throws(EsscError) {
        try await exchange(with: core) { try await $0.unbind(card: card) }
    }

    /// Deletes a card's keys and data on this phone without telling the issuer.
    ///
    /// - Throws: ``EsscError``: `rejectInput` (no such card), `retry`, `report`.
    public func forget(_ card: CardID) async throws(EsscError) {
        try await offThread(core) { try $0.forget(card: card) }
    }
}
