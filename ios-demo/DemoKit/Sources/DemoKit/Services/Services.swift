// The two objects of the SDK that this app keeps.

import Essc
import Foundation

/// One wallet and one verifier for the whole process, opened when a screen first asks for them.
public final class Services: Sendable {
    /// What is pinned; none until the user has set an issuer.
    public let issuer: IssuerSettings?
    /// The clock of both objects, and of what screens count.
    public let clock: any DeviceClock
    /// Device keys, to say how well they are kept.
    public var keys: any KeyStore { ports.keys }
    /// Time between codes.
    public let pace: CodeSequence.Pace

    private let folder: URL
    private let ports: WalletPorts
    private let language: Language
    private let wallets = Once<Wallet>()
    private let gates = Once<Verifier>()

    /// - Parameters:
    ///   - issuer: What is pinned.
    ///   - folder: The app's own, out of backups.
    ///   - ports: Keys, secrets and HTTP of the platform.
    ///   - clock: Of the platform.
    ///   - language: Of what the user reads when a key asks for them.
    ///   - pace: Time between codes; other than the device's for tests.
    public init(
        issuer: IssuerSettings?, folder: URL, ports: WalletPorts, clock: any DeviceClock,
        language: Language,
        pace: CodeSequence.Pace = .device
    ) {
        self.issuer = issuer
        self.folder = folder
        self.ports = ports
        self.clock = clock
        self.language = language
        self.pace = pace
    }

    /// The wallet.
    ///
    /// - Throws: ``NoIssuer``, and what the SDK throws.
    public func wallet() async throws -> Wallet {
        try await wallets.value { [self] in
            let issuer = try pinned()
            let config = WalletConfig(
                directory: folder.appendingPathComponent("wallet"), trustListURL: issuer.trustList,
                root: issuer.root,
                // A product says false: then test trust lists and http are refused.
                isSandbox: true,
                // A product leaves this out: simulators have no Secure Enclave.
                hardware: .any,
                language: language)
            // A product leaves this out: its keys are attested with App Attest, or not at all.
            let held = Held()
            let attested = SandboxAttestation(
                ports.keys, http: ports.http ?? URLSessionHTTPClient(),
                isTest: { held.wallet?.isTest == true })
            let wallet = try await Wallet(
                config,
                ports: WalletPorts(
                    keys: attested, secrets: ports.secrets, clock: ports.clock, http: ports.http))
            held.hold(wallet)
            return wallet
        }
    }

    /// The verifier.
    ///
    /// - Throws: ``NoIssuer``, and what the SDK throws.
    public func gate() async throws -> Verifier {
        try await gates.value { [self] in
            let issuer = try pinned()
            let config = VerifierConfig(
                directory: folder.appendingPathComponent("gate"), venueRegion: issuer.venueRegion,
                roots: [PinnedRoot(key: issuer.root, leastSeq: 1)])
            return try await Verifier(config, clock: clock, http: ports.http)
        }
    }

    private func pinned() throws -> IssuerSettings {
        guard let issuer else { throw NoIssuer() }
        return issuer
    }
}

/// The wallet that its own key store asks about; weak, since the wallet keeps the store.
private final class Held: @unchecked Sendable {
    // All access to the variable holds the lock.
    private let lock = NSLock()
    private weak var held: Wallet?

    var wallet: Wallet? { lock.withLock { held } }

    func hold(_ wallet: Wallet) {
        lock.withLock { held = wallet }
    }
}

/// No issuer was set yet.
public struct NoIssuer: Error {}

/// Made by whoever asks first, while all others wait. An attempt that failed is made again.
private actor Once<Value: Sendable> {
    private var making: Task<Value, any Error>?

    func value(_ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        while let made = making {
            if case .success(let value) = await made.result { return value }
            // The next attempt may have begun already.
            if making == made { making = nil }
        }
        let new = Task.detached { try await make() }
        making = new
        return try await new.value
    }
}
