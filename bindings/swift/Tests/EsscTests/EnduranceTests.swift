import Essc
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

        func testTenThousandWalletsAndAsManyVerifiersThatWereClosedAreGone() throws {
            // Kilobytes. A leak of half a kilobyte in each object would be 10,000.
            let bound = 4_000
            let folder = try TemporaryFolder(inMemory: true)
            let root = try Repository.text(
                Repository.vectors.appendingPathComponent("lists/root.jwk"))
            let walletConfig = WalletConfig(
                directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
                root: root)
            let roots = [PinnedRoot(key: root, leastSeq: 1)]
            let gateConfig = VerifierConfig(
                directory: folder.fresh(), venueRegion: "440106", roots: roots)
            let (clock, http) = (ManualClock(Date()), URLSessionHTTPClient())
            let ports = Ports(
                keys: ForeignKeyStore(), secrets: MemorySecrets(), clock: clock, http: http)
            func openAndClose(pairs: Int) throws {
                for _ in 0..<pairs {
                    let wallet = try Wallet.open(config: walletConfig, ports: ports)
                    XCTAssertTrue(wallet.cards().isEmpty)
                    let gate = try Verifier.open(config: gateConfig, clock: clock, http: http)
                    XCTAssertTrue(gate.lists().isEmpty)
                }
            }
            // What is made once for the process.
            try openAndClose(pairs: 500)
            let before = try Self.resident()
            try openAndClose(pairs: 10_000)
            let grown = try Self.resident() - before
            print("resident memory grew by \(grown) kB")
            XCTAssertLessThan(grown, bound, "kilobytes")
        }
    #endif

    func testEightThreadsOnOneVerifierAllHearTheRightVerdict() throws {
        let file = Repository.vectors.appendingPathComponent("accept/validity-at-a-museum.json")
        let vector = try Vector(file: file, folder: "accept")
        let folder = try TemporaryFolder()
        let (gate, clock) = try vector.gate(in: folder)
        clock.set(vector.now)
        let expected = gate.verifyAsOf(text: vector.text, scene: vector.scene, at: vector.now)
        XCTAssertEqual(expected.outcome, .accepted)
        let altered = String(vector.text.dropLast())
        let wrong = Tally()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<200 {
                let at = vector.now
                let good = gate.verifyAsOf(text: vector.text, scene: vector.scene, at: at)
                let bad = gate.verifyAsOf(text: altered, scene: vector.scene, at: at)
                if good != expected || bad.outcome == .accepted { wrong.count() }
                if thread == 0 && round % 50 == 0 { _ = gate.lists() }
            }
        }
        XCTAssertEqual(wrong.total, 0)
        // Of threads that scan the same code for true, one is let in.
        let entered = Tally()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            if gate.verify(text: vector.text, scene: vector.scene).outcome == .accepted {
                entered.count()
            }
        }
        XCTAssertEqual(entered.total, 1)
    }

    func testACallThatIsCancelledGoesOnToItsEndAndTheWalletWithIt() async throws {
        let sandbox = try Sandbox()
        let folder = try TemporaryFolder()
        let keys = ForeignKeyStore()
        let ports = Ports(keys: keys, secrets: MemorySecrets())
        let wallet = try Wallet.open(
            config: sandbox.walletConfig(in: folder.fresh()), ports: ports)
        let holder = try sandbox.holder("adult")
        let (begun, finish) = (Signal(), Signal())
        keys.sign { signing in
            begun.give()
            finish.take()
            return try signing.wellDone()
        }
        let enrolment = Task {
            try await wallet.enrol(offer: holder.offer, txCode: holder.txCode)
        }
        let hasBegun = await begun.hasCome()
        XCTAssertTrue(hasBegun)
        enrolment.cancel()
        do {
            _ = try await wallet.refresh(which: .now)
            XCTFail("two exchanges at once")
        } catch {
            XCTAssertEqual((error as? EsscError)?.code, .inProgress)
        }
        // All signatures from here on.
        keys.sign(by: nil)
        finish.give()
        let card = try await enrolment.value
        XCTAssertEqual(wallet.cards().map(\.id), [card])
        _ = try await wallet.refresh(which: .whenDue)
    }

    func testATaskThatIsGoneTakesNoMoreCodes() async throws {
        let stage = try await EnrolledWallet()
        let signatures = Tally()
        stage.keys.sign { signing in
            signatures.count()
            return try signing.wellDone()
        }
        stage.pass()
        let codes = stage.wallet.codes(card: stage.card, scene: EnrolledWallet.hall)
        var shown: Code?
        for try await code in codes {
            shown = code
            break
        }
        let text = try XCTUnwrap(shown).text
        let verdict = stage.gate.verify(text: text, scene: EnrolledWallet.hall)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
        XCTAssertEqual(signatures.total, 1)
    }
}
