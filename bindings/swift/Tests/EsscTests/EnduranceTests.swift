import Essc
import EsscTestSupport
import XCTest

/// Many objects, many threads, callers that leave.
final class EnduranceTests: XCTestCase {
    #if os(Linux)
        /// Resident memory, in kilobytes.
        private static func resident() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try XCTUnwrap(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try XCTUnwrap(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
        }

        func testTenThousandWalletsAndAsManyVerifiersThatWereClosedAreGone() async throws {
            // Kilobytes. A leak of half a kilobyte in each object would be 10,000.
            let bound = 4_000
            let folder = try TemporaryFolder(inMemory: true)
            let root = try Repository.root()
            let walletConfig = WalletConfig(
                directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
                root: root)
            let roots = [PinnedRoot(key: root, leastSeq: 1)]
            let gateConfig = VerifierConfig(
                directory: folder.fresh(), venueRegion: try Region("440106"), roots: roots)
            let (clock, http) = (ManualClock(Date()), URLSessionHTTPClient())
            let ports = WalletPorts(
                keys: ForeignKeyStore(), secrets: MemorySecrets(), clock: clock, http: http)
            func openAndClose(pairs: Int) async throws {
                for _ in 0..<pairs {
                    let wallet = try await Wallet(walletConfig, ports: ports)
                    XCTAssertTrue(wallet.cards.isEmpty)
                    let gate = try await Verifier(gateConfig, clock: clock, http: http)
                    XCTAssertTrue(gate.lists.isEmpty)
                }
            }
            // What is made once for the process.
            try await openAndClose(pairs: 500)
            let before = try Self.resident()
            try await openAndClose(pairs: 10_000)
            let grown = try Self.resident() - before
            print("resident memory grew by \(grown) kB")
            XCTAssertLessThan(grown, bound, "kilobytes")
        }
    #endif

    func testEightThreadsOnOneVerifierAllHearTheRightVerdict() async throws {
        let file = Repository.vectors.appendingPathComponent("accept/validity-at-a-museum.json")
        let vector = try Vector(file: file, folder: "accept")
        let folder = try TemporaryFolder()
        let (gate, clock) = try await vector.gate(in: folder)
        clock.set(vector.now)
        let expected = gate.verify(vector.text, for: vector.scene, asOf: vector.now)
        XCTAssertEqual(expected.outcome, .accepted)
        let altered = String(vector.text.dropLast())
        let wrong = Tally()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<200 {
                let at = vector.now
                let good = gate.verify(vector.text, for: vector.scene, asOf: at)
                let bad = gate.verify(altered, for: vector.scene, asOf: at)
                if good != expected || bad.outcome == .accepted { wrong.count() }
                if thread == 0 && round % 50 == 0 { _ = gate.lists }
            }
        }
        XCTAssertEqual(wrong.total, 0)
        // Of threads that scan the same code for true, one is let in.
        let entered = Tally()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            if gate.verify(vector.text, for: vector.scene).outcome == .accepted {
                entered.count()
            }
        }
        XCTAssertEqual(entered.total, 1)
    }

    func testWhoLeavesWaitsNoLongerAndTheCallGoesOnToItsEnd() async throws {
        let sandbox = try Sandbox()
        let folder = try TemporaryFolder()
        let keys = ForeignKeyStore()
        let ports = WalletPorts(keys: keys, secrets: MemorySecrets())
        let wallet = try await Wallet(sandbox.walletConfig(in: folder.fresh()), ports: ports)
        let holder = try sandbox.holder("adult")
        let (begun, finish) = (Signal(), Signal())
        keys.sign { signing in
            begun.give()
            finish.take()
            return try signing.wellDone()
        }
        let enrollment = Task {
            try await wallet.enroll(holder.offer, transactionCode: holder.txCode)
        }
        let hasBegun = await begun.hasCome()
        XCTAssertTrue(hasBegun)
        enrollment.cancel()
        let left = await code { try await enrollment.value }
        XCTAssertEqual(left, .inProgress, "while the key still waits")
        let second = await code { try await wallet.refresh(.now) }
        XCTAssertEqual(second, .inProgress, "two exchanges at once")
        var updates = wallet.cardUpdates.makeAsyncIterator()
        let before = await updates.next()
        XCTAssertEqual(before, [])
        // All signatures from here on.
        keys.sign(by: nil)
        finish.give()
        let after = await updates.next()
        XCTAssertEqual(after?.count, 1)
        try await wallet.refresh()
    }

    func testAWalletThatIsLetGoOfAfterACallCanBeOpenedAgainAtOnce() async throws {
        let folder = try TemporaryFolder(inMemory: true)
        let config = WalletConfig(
            directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
            root: try Repository.root())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        for _ in 0..<500 {
            let wallet = try await Wallet(config, ports: ports)
            let told = await code { try await wallet.forget(CardID(rawValue: "none")) }
            XCTAssertEqual(told, .noSuchCard)
        }
    }

    func testATaskThatIsGoneTakesNoMoreCodes() async throws {
        let stage = try await EnrolledWallet()
        let signatures = Tally()
        stage.keys.sign { signing in
            signatures.count()
            return try signing.wellDone()
        }
        stage.pass()
        let codes = stage.wallet.codes(of: stage.card, for: EnrolledWallet.hall)
        var shown: Code?
        for try await code in codes {
            shown = code
            break
        }
        let text = try XCTUnwrap(shown).text
        let verdict = stage.gate.verify(text, for: EnrolledWallet.hall)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
        XCTAssertEqual(signatures.total, 1)
    }
}
