// The two objects of the SDK that this app keeps, and the threads on which they are called.

import Essc
import Foundation

/// One wallet and one verifier for the whole process, opened when a screen first asks for them.
///
/// Opening reads files and keys, signing waits for hardware and maybe for the user: no call of the SDK
/// comes on the main thread. What blocks goes through ``onWallet(_:)`` and ``onGate(_:)``; calls that
/// suspend are made on ``wallet()`` and ``gate()`` and leave the caller's thread by themselves.
public final class Services: Sendable {
    /// What is pinned; none until the user has set an issuer.
    public let issuer: IssuerSettings?
    /// The clock of both objects, and of what screens count.
    public let clock: any Clock
    /// Device keys, to say how well they are kept.
    public var keys: any KeyStore { ports.keys }
    /// Time between codes.
    public let pace: CodeSequence.Pace

    private let folder: URL
    private let ports: Ports
    private let language: Language
    private let watch: any CallWatch
    private let wallets = Once<any WalletProtocol>()
    private let gates = Once<any VerifierProtocol>()

    /// - Parameters:
    ///   - issuer: What is pinned.
    ///   - folder: The app's own, out of backups.
    ///   - ports: Keys, secrets and HTTP of the platform.
    ///   - clock: Of the platform.
    ///   - language: Of what the user reads when a key asks for them.
    ///   - pace: Time between codes; another than the device's for tests.
    ///   - watch: Sees every call; for tests.
    public init(
        issuer: IssuerSettings?, folder: URL, ports: Ports, clock: any Clock, language: Language,
        pace: CodeSequence.Pace = CodeSequence.Pace(), watch: any CallWatch = NoWatch()
    ) {
        self.issuer = issuer
        self.folder = folder
        self.ports = ports
        self.clock = clock
        self.language = language
        self.pace = pace
        self.watch = watch
    }

    /// Calls the wallet on a thread that may block.
    ///
    /// - Throws: ``NoIssuer``, and what the SDK throws.
    public func onWallet<Result: Sendable>(
        _ call: @escaping @Sendable (any WalletProtocol) throws -> Result
    ) async throws -> Result {
        try await blocking { try call(self.openedWallet()) }
    }

    /// Calls the verifier on a thread that may block.
    ///
    /// - Throws: ``NoIssuer``, and what the SDK throws.
    public func onGate<Result: Sendable>(
        _ call: @escaping @Sendable (any VerifierProtocol) throws -> Result
    ) async throws -> Result {
        try await blocking { try call(self.openedGate()) }
    }

    /// The wallet, for calls that suspend.
    public func wallet() async throws -> any WalletProtocol {
        try await onWallet { $0 }
    }

    /// The verifier, for calls that suspend.
    public func gate() async throws -> any VerifierProtocol {
        try await onGate { $0 }
    }

    private func openedWallet() throws -> any WalletProtocol {
        try wallets.value {
            let issuer = try pinned()
            let config = WalletConfig(
                directory: folder.appendingPathComponent("wallet"), trustListURL: issuer.trustList,
                root: issuer.root,
                // A product says false: then test trust lists and http are refused.
                isSandbox: true,
                // A product leaves this out: simulators have no Secure Enclave.
                hardware: .any,
                language: language)
            return watch.wallet(try Wallet.open(config: config, ports: ports))
        }
    }

    private func openedGate() throws -> any VerifierProtocol {
        try gates.value {
            let issuer = try pinned()
            let config = VerifierConfig(
                directory: folder.appendingPathComponent("gate"), venueRegion: issuer.venueRegion,
                roots: [PinnedRoot(key: issuer.root, leastSeq: 1)])
            return watch.gate(
                try Verifier.open(config: config, clock: clock, http: ports.http))
        }
    }

    private func pinned() throws -> IssuerSettings {
        guard let issuer else { throw NoIssuer() }
        return issuer
    }
}

/// No issuer was set yet.
public struct NoIssuer: Error {}

/// Stands between the app and the SDK, so that a test can see on which thread it is called.
public protocol CallWatch: Sendable {
    /// What the app calls in place of the wallet.
    func wallet(_ wallet: any WalletProtocol) -> any WalletProtocol
    /// What the app calls in place of the verifier.
    func gate(_ gate: any VerifierProtocol) -> any VerifierProtocol
}

/// Sees nothing.
public struct NoWatch: CallWatch {
    public init() {}
    public func wallet(_ wallet: any WalletProtocol) -> any WalletProtocol { wallet }
    public func gate(_ gate: any VerifierProtocol) -> any VerifierProtocol { gate }
}

/// Made by whoever asks first, while all others wait. An attempt that failed is made again.
private final class Once<Value: Sendable>: @unchecked Sendable {
    // All access to `made` holds the lock.
    private let lock = NSLock()
    private var made: Value?

    func value(_ make: () throws -> Value) rethrows -> Value {
        try lock.withLock {
            if let made { return made }
            let new = try make()
            made = new
            return new
        }
    }
}
