// A wallet with a card of a true issuer, and a gate that has its lists.

import Essc
import EsscTestSupport
import Foundation

/// A holder's phone and a venue's gate, both ready to go offline.
final class EnrolledWallet {
    /// A queue number at the government hall: a validity code, no cool-down.
    static let hall: SceneCode = 901
    /// Seconds after which a scene's next code is another one.
    static let rotation: TimeInterval = 30
    /// A counter that takes identity codes.
    static let counter: SceneCode = 101

    let folder: TemporaryFolder
    let sandbox: Sandbox
    let keys = ForeignKeyStore()
    let secrets = MemorySecrets()
    let clock = ManualClock(Date())
    let wallet: Wallet
    let card: CardID
    let gate: Verifier
    private let gateClock: ManualClock

    /// - Parameters:
    ///   - role: Which of the sandbox's holders.
    ///   - http: The phone's and the gate's HTTP client; none: the library's own.
    init(_ role: String = "adult", http: HTTPClient? = nil) async throws {
        folder = try TemporaryFolder()
        sandbox = try Sandbox()
        let ports = WalletPorts(keys: keys, secrets: secrets, clock: clock, http: http)
        wallet = try await Wallet(sandbox.walletConfig(in: folder.fresh()), ports: ports)
        let holder = try sandbox.holder(role)
        card = try await wallet.enroll(holder.offer, transactionCode: holder.txCode)
        (gate, gateClock) = try await sandbox.gate(in: folder.fresh(), http: http)
        try await sync()
    }

    /// Brings the gate up to date.
    func sync() async throws {
        let source = SyncSource(trustList: sandbox.trustList, time: sandbox.time)
        let summary = try await gate.sync(from: source)
        guard summary.isComplete else { throw Repository.Missing(what: "a sync: \(summary)") }
    }

    /// Seconds pass, a code is shown and scanned. A code of the same scene is another one after
    /// ``rotation`` seconds.
    func scan(_ scene: SceneCode = hall, after seconds: TimeInterval = 1) async throws -> Verdict {
        pass(seconds)
        let code = try await wallet.present(card, for: scene)
        return gate.verify(code.text, for: scene)
    }

    /// The code on show rotates, the next one is shown and scanned.
    func scanNext() async throws -> Verdict {
        try await scan(after: Self.rotation)
    }

    /// Seconds pass everywhere: a key signs one code a second.
    func pass(_ seconds: TimeInterval = 1) {
        clock.advance(by: seconds)
        gateClock.advance(by: seconds)
    }
}
