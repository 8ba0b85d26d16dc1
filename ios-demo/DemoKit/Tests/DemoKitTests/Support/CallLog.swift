// Which calls of the SDK the app makes, how often, and on which thread.

import Essc
import Foundation

@testable import DemoKit

/// Writes down every call of the two objects that the app makes.
final class CallLog: CallWatch, @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var counts: [String: Int] = [:]
    private var onMain: [String] = []
    private var made: [Code] = []

    /// The calls that came, and how often.
    var all: [String: Int] { lock.withLock { counts } }

    /// Those that came on the thread that draws.
    var onMainThread: [String] { lock.withLock { onMain } }

    /// The codes that were made, in order.
    var codes: [Code] { lock.withLock { made } }

    func count(_ call: String) -> Int { lock.withLock { counts[call] ?? 0 } }

    func wallet(_ wallet: any WalletProtocol) -> any WalletProtocol {
        note("open wallet")
        return WatchedWallet(wallet, self)
    }

    func gate(_ gate: any VerifierProtocol) -> any VerifierProtocol {
        note("open gate")
        return WatchedGate(gate, self)
    }

    fileprivate func keep(_ code: Code) -> Code {
        lock.withLock { made.append(code) }
        return code
    }

    fileprivate func note(_ call: String) {
        let isMain = Thread.isMainThread
        lock.withLock {
            counts[call, default: 0] += 1
            if isMain { onMain.append(call) }
        }
    }
}

private final class WatchedWallet: WalletProtocol {
    private let inner: any WalletProtocol
    private let log: CallLog

    init(_ inner: any WalletProtocol, _ log: CallLog) {
        self.inner = inner
        self.log = log
    }

    func cards() -> [CardSummary] { noted("cards").cards() }
    func clockHealth() -> ClockHealth { noted("clockHealth").clockHealth() }
    func condition() -> WalletCondition { noted("condition").condition() }
    func consent(text: String) throws -> VenueRequest { try noted("consent").consent(text: text) }
    func disclosure(card: CardId, request: VenueRequest) throws -> Disclosed {
        try noted("disclosure").disclosure(card: card, request: request)
    }

    func isTest() -> Bool { noted("isTest").isTest() }
    func forget(card: CardId) throws { try noted("forget").forget(card: card) }
    func scenes(card: CardId) throws -> [OfferedScene] { try noted("scenes").scenes(card: card) }

    func present(card: CardId, scene: SceneCode, request: VenueRequest?) throws -> Code {
        log.keep(try noted("present").present(card: card, scene: scene, request: request))
    }

    func enrol(offer: String, txCode: String?) async throws -> CardId {
        try await noted("enrol").enrol(offer: offer, txCode: txCode)
    }

    func refresh(which: Refresh) async throws -> RefreshSummary {
        try await noted("refresh").refresh(which: which)
    }

    func devices(card: CardId) async throws -> [Device] {
        try await noted("devices").devices(card: card)
    }

    func unbind(card: CardId) async throws { try await noted("unbind").unbind(card: card) }

    func unbindDevice(card: CardId, device: String) async throws {
        try await noted("unbindDevice").unbindDevice(card: card, device: device)
    }

    private func noted(_ call: String) -> any WalletProtocol {
        log.note(call)
        return inner
    }
}

private final class WatchedGate: VerifierProtocol {
    private let inner: any VerifierProtocol
    private let log: CallLog

    init(_ inner: any VerifierProtocol, _ log: CallLog) {
        self.inner = inner
        self.log = log
    }

    func importBundle(bytes: Data) throws -> SyncSummary {
        try noted("importBundle").importBundle(bytes: bytes)
    }
    func keepRequest(text: String) throws { try noted("keepRequest").keepRequest(text: text) }
    func lists() -> [ListState] { noted("lists").lists() }
    func scenes() -> [VenueScene] { noted("gate scenes").scenes() }

    func request(venue: Venue, scene: SceneCode, question: Question) throws -> ShownRequest {
        try noted("request").request(venue: venue, scene: scene, question: question)
    }

    func sync(
        source: SyncSource, listener: SyncListener?, venue: Venue?
    ) async throws -> SyncSummary {
        try await noted("sync").sync(source: source, listener: listener, venue: venue)
    }

    func verify(text: String, scene: SceneCode) -> Verdict {
        noted("verify").verify(text: text, scene: scene)
    }

    func verifyAsOf(text: String, scene: SceneCode, at: UnixTime) -> Verdict {
        noted("verifyAsOf").verifyAsOf(text: text, scene: scene, at: at)
    }

    private func noted(_ call: String) -> any VerifierProtocol {
        log.note(call)
        return inner
    }
}
