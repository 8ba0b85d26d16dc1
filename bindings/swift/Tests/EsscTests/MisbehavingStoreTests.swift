import Essc
import XCTest

/// Stores of the host's that fail, lie or dawdle: a typed error, no crash, a wallet that goes on.
final class MisbehavingStoreTests: XCTestCase {
    private struct Undeclared: Error {}

    func testEveryErrorOfASignatureArrivesAsItsCodeAndTheWalletGoesOn() async throws {
        let stage = try await EnrolledWallet()
        let errors: [(any Error, ErrorCode)] = [
            (KeyStoreError.userNotAuthenticated, .userNotAuthenticated),
            (KeyStoreError.cancelled, .userCancelled),
            (KeyStoreError.unavailable(reason: "busy"), .keyStoreUnavailable),
            (Undeclared(), .keyStoreUnavailable),
            (CancellationError(), .keyStoreUnavailable),
        ]
        for (error, expected) in errors {
            stage.keys.sign { _ in throw error }
            let told = await code { try await stage.scanNext() }
            XCTAssertEqual(told, expected, "\(error)")
            stage.keys.sign(by: nil)
            let next = try await stage.scanNext()
            XCTAssertEqual(next.outcome, .accepted, "after \(error)")
        }
    }

    func testAKeyThatIsGoneOrDeadMeansToEnrollAgain() async throws {
        for error in [KeyStoreError.notFound, .invalidated] {
            let stage = try await EnrolledWallet()
            stage.keys.sign { _ in throw error }
            let told = await code { try await stage.scanNext() }
            XCTAssertEqual(told, .keyInvalidated)
            XCTAssertEqual(
                stage.wallet.cards.map(\.state), [.needsReEnrollment(why: .keyInvalidated)])
        }
    }

    func testASignatureThatIsNoneNeverLeavesThePhone() async throws {
        let stage = try await EnrolledWallet()
        let lies: [@Sendable (ForeignKeyStore.Signing) throws -> Data] = [
            { _ in Data() },
            { _ in Data([0x30]) },
            { _ in Data(repeating: 0xff, count: 72) },
            { _ in Data(repeating: 0, count: 1_000_000) },
            { Data(try $0.wellDone().dropLast()) },
            { try $0.wellDone() + Data([0]) },
        ]
        for lie in lies {
            stage.keys.sign(by: lie)
            let told = await code { try await stage.scanNext() }
            XCTAssertEqual(told, .keyStoreUnavailable)
            stage.keys.sign(by: nil)
            let next = try await stage.scanNext()
            XCTAssertEqual(next.outcome, .accepted)
        }
    }

    func testASignatureOfAnotherKeyMeansThatTheCardsKeyIsGone() async throws {
        let stage = try await EnrolledWallet()
        let another = SoftwareKeyStore()
        let policy = KeyPolicy(algorithm: .es256, authentication: .unlockedDevice, hardware: .any)
        let alias = "essc.another"
        _ = try another.generate(alias: alias, policy: policy, request: .none)
        stage.keys.sign { try another.sign(alias: alias, message: $0.message, prompt: nil) }
        let told = await code { try await stage.scanNext() }
        XCTAssertEqual(told, .keyInvalidated)
        XCTAssertEqual(
            stage.wallet.cards.map(\.state), [.needsReEnrollment(why: .keyInvalidated)])
    }

    func testIntegersThatAreShortOrPaddedAreSignaturesAllTheSame() async throws {
        let stage = try await EnrolledWallet()
        var lengths: Set<Int> = []
        // Each integer is padded in half of all signatures, and short in one of 256.
        for _ in 0..<6000 where !(lengths.contains(33) && lengths.contains { $0 < 32 }) {
            stage.pass(EnrolledWallet.rotation)
            let made = Mailbox()
            stage.keys.sign { made.put(try $0.wellDone()) }
            let code = try await stage.wallet.present(stage.card, for: EnrolledWallet.hall)
            let der = [UInt8](try XCTUnwrap(made.last))
            let (r, s) = (Int(der[3]), Int(der[5 + Int(der[3])]))
            guard !lengths.isSuperset(of: [r, s]) else { continue }
            lengths.formUnion([r, s])
            let verdict = stage.gate.verify(code.text, for: EnrolledWallet.hall)
            XCTAssertEqual(verdict.outcome, .accepted, "\(r) and \(s) bytes: \(verdict.reasons)")
        }
        XCTAssertTrue(lengths.contains(33) && lengths.contains { $0 < 32 }, "\(lengths)")
    }

    func testASlowSignatureHoldsUpNothingElse() async throws {
        let stage = try await EnrolledWallet()
        let (begun, finish) = (Signal(), Signal())
        stage.keys.sign { signing in
            begun.give()
            finish.take()
            return try signing.wellDone()
        }
        stage.pass()
        let (wallet, card) = (stage.wallet, stage.card)
        async let slow = wallet.present(card, for: EnrolledWallet.hall)
        let hasBegun = await begun.hasCome()
        XCTAssertTrue(hasBegun)
        XCTAssertEqual(wallet.cards.count, 1)
        XCTAssertFalse(try wallet.scenes(of: card).isEmpty)
        finish.give()
        let code = try await slow
        let verdict = stage.gate.verify(code.text, for: EnrolledWallet.hall)
        XCTAssertEqual(verdict.outcome, .accepted)
    }

    func testKeysThatCannotBeMadeLeaveTheWalletAsItWas() async throws {
        let stage = try await EnrolledWallet()
        let elder = try stage.sandbox.holder("elder")
        stage.keys.refuseKeys(with: KeyStoreError.unavailable(reason: "no room"))
        do {
            _ = try await stage.wallet.enroll(elder.offer, transactionCode: elder.txCode)
            XCTFail("enrolled without keys")
        } catch {
            XCTAssertEqual(error.code, .keyStoreUnavailable)
        }
        XCTAssertEqual(stage.wallet.cards.map(\.id), [stage.card])
        let next = try await stage.scanNext()
        XCTAssertEqual(next.outcome, .accepted)
    }

    func testASecretStoreThatFailsIsToldAtTheDoorAndTriedAgain() async throws {
        let folder = try TemporaryFolder()
        let secrets = MemorySecrets()
        let config = WalletConfig(
            directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
            root: try Repository.root())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: secrets)
        let failures: [any Error] = [SecretStoreError.unavailable(reason: "locked"), Undeclared()]
        for failure in failures {
            secrets.fail(with: failure)
            let told = await code { try await Wallet(config, ports: ports) }
            XCTAssertEqual(told, .secretStoreUnavailable)
        }
        secrets.fail(with: nil)
        let opened = try await Wallet(config, ports: ports)
        XCTAssertEqual(opened.condition, .ready)
    }

    /// The last thing that was put into it.
    private final class Mailbox: @unchecked Sendable {
        // All access to `content` holds the lock.
        private let lock = NSLock()
        private var content: Data?
        var last: Data? { lock.withLock { content } }
        func put(_ data: Data) -> Data {
            lock.withLock { content = data }
            return data
        }
    }
}
