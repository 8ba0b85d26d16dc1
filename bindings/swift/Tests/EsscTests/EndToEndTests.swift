import Essc
import XCTest

/// A phone, a gate and a true issuer, from offer to loss.
final class EndToEndTests: XCTestCase {
    func testACardIsEnrolledShownAndJudgedWithTheIssuerGone() async throws {
        let stage = try await EnrolledWallet()
        XCTAssertTrue(stage.wallet.isTest(), "a sandbox says so")
        XCTAssertEqual(stage.wallet.cards().map(\.state), [.active])
        XCTAssertFalse(stage.keys.prompts.isEmpty, "the identity key asked at enrolment")

        stage.sandbox.stop()
        let plain = try stage.scan()
        XCTAssertEqual(plain.outcome, .accepted, "\(plain.reasons)")
        XCTAssertNil(plain.disclosed?.name)
        let identity = try stage.scan(EnrolledWallet.counter)
        XCTAssertEqual(identity.outcome, .accepted, "\(identity.reasons)")
        // A made-up person of the sandbox.
        XCTAssertEqual(identity.disclosed?.name, "测试乙")
        XCTAssertEqual(stage.keys.prompts.last?.title, "Social insurance counter")

        let offline = try await stage.wallet.refresh(which: .now)
        XCTAssertEqual(offline.documents?.code, .networkUnreachable)
    }

    func testTheSystemsHTTPClientCarriesTheWholeLife() async throws {
        let stage = try await EnrolledWallet(http: URLSessionHTTPClient())
        XCTAssertEqual(try stage.scan().outcome, .accepted)
        let refreshed = try await stage.wallet.refresh(which: .now)
        XCTAssertNil(refreshed.documents)
        XCTAssertEqual(refreshed.cards.map(\.outcome), [.renewed])
        let devices = try await stage.wallet.devices(card: stage.card)
        XCTAssertEqual(devices.map(\.isThisDevice), [true])
        try await stage.wallet.unbind(card: stage.card)
        XCTAssertEqual(stage.wallet.cards(), [])
    }

    func testALossReportedAtTheIssuerReachesGateAndPhoneAndItsReleaseToo() async throws {
        let stage = try await EnrolledWallet("to_lose")
        let number = try stage.sandbox.holder("to_lose").cardNumber
        try stage.sandbox.operate("cards/loss", number)
        try await stage.sync()
        let lost = try stage.scan()
        XCTAssertEqual(lost.outcome, .rejected)
        XCTAssertEqual(lost.reasons, [.cardSuspended])

        _ = try await stage.wallet.refresh(which: .now)
        XCTAssertEqual(stage.wallet.cards().map(\.state), [.suspended])
        XCTAssertEqual(stateCode(state: .suspended), .cardSuspended)
        XCTAssertThrowsError(try stage.scan()) { error in
            XCTAssertEqual((error as? EsscError)?.code, .cardSuspended)
        }

        try stage.sandbox.operate("cards/release", number)
        try await stage.sync()
        _ = try await stage.wallet.refresh(which: .now)
        XCTAssertEqual(stage.wallet.cards().map(\.state), [.active])
        XCTAssertEqual(try stage.scan().outcome, .accepted)
    }

    func testADeadKeyIsToldAndEnrollingAgainBringsTheCardBack() async throws {
        let stage = try await EnrolledWallet()
        stage.keys.invalidate("essc.\(stage.card).everyday")
        XCTAssertThrowsError(try stage.scan()) { error in
            guard case .ReEnrol(let code, _) = error as? EsscError else {
                return XCTFail("\(error)")
            }
            XCTAssertEqual(code, .keyInvalidated)
        }
        XCTAssertEqual(
            stage.wallet.cards().map(\.state), [.needsReEnrolment(why: .keyInvalidated)])

        let number = try stage.sandbox.holder("adult").cardNumber
        let offer = try stage.sandbox.operate("offers", number)
        let card = try await stage.wallet.enrol(
            offer: offer["offer"].text(), txCode: offer["tx_code"].text())
        XCTAssertEqual(stage.wallet.cards().map(\.id), [card], "it replaces the dead one")
        stage.pass()
        let code = try stage.wallet.present(card: card, scene: EnrolledWallet.hall)
        let verdict = stage.gate.verify(text: code.text, scene: EnrolledWallet.hall)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    func testDataThatCameWithoutTheirKeyAreToldAndTheWalletTakesAnOffer() async throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox()
        let config = sandbox.walletConfig(in: folder.fresh())
        let ports = Ports(keys: SoftwareKeyStore.inMemory(), secrets: MemorySecrets())
        let holder = try sandbox.holder("adult")
        do {
            let wallet = try Wallet.open(config: config, ports: ports)
            _ = try await wallet.enrol(offer: holder.offer, txCode: holder.txCode)
        }
        // As after a backup that was restored on another phone.
        let restored = Ports(keys: SoftwareKeyStore.inMemory(), secrets: MemorySecrets())
        let wallet = try Wallet.open(config: config, ports: restored)
        XCTAssertEqual(wallet.condition(), .needsReEnrolment(why: .vaultKeyLost))
        let offer = try sandbox.operate("offers", holder.cardNumber)
        _ = try await wallet.enrol(offer: offer["offer"].text(), txCode: offer["tx_code"].text())
        XCTAssertEqual(wallet.cards().map(\.state), [.active])
    }

    func testTheProgressOfASyncArrivesAndAListenerThatThrowsStopsNothing() async throws {
        final class Listener: SyncListener, @unchecked Sendable {
            // All access to `steps` holds the lock.
            private let lock = NSLock()
            private var steps: [SyncStep] = []
            let throwsAlways: Bool
            init(throwsAlways: Bool) { self.throwsAlways = throwsAlways }
            var heard: [SyncStep] { lock.withLock { steps } }
            func progressed(step: SyncStep) throws {
                lock.withLock { steps.append(step) }
                if throwsAlways { throw ListenerError.Broke(reason: "made to") }
            }
        }
        let sandbox = try Sandbox()
        let folder = try TemporaryFolder()
        for throwsAlways in [false, true] {
            let (gate, _) = try sandbox.gate(in: folder.fresh())
            let listener = Listener(throwsAlways: throwsAlways)
            let source = SyncSource(trustList: sandbox.trustList, time: sandbox.time)
            let summary = try await gate.sync(source: source, listener: listener)
            XCTAssertTrue(summary.isComplete)
            let last = try XCTUnwrap(listener.heard.last)
            XCTAssertEqual(last.done, last.total)
            XCTAssertGreaterThan(last.bytes, 0)
            XCTAssertGreaterThan(listener.heard.count, 2)
            XCTAssertEqual(listener.heard.map(\.done), listener.heard.map(\.done).sorted())
        }
    }

    func testAWrongTransactionCodeAndAUsedOfferAreTheUsersToMend() async throws {
        let stage = try await EnrolledWallet()
        let other = try stage.sandbox.holder("elder")
        let adult = try stage.sandbox.holder("adult")
        let wrong = other.txCode == "000000" ? "000001" : "000000"
        for (offer, txCode, expected) in [
            (other.offer, nil, ErrorCode.txCodeNeeded), (other.offer, wrong, .txCodeWrong),
            (adult.offer, adult.txCode, .offerDead),
        ] {
            do {
                _ = try await stage.wallet.enrol(offer: offer, txCode: txCode)
                XCTFail("enrolled")
            } catch {
                guard case .AskUser(let code, _) = error as? EsscError else {
                    XCTFail("\(error)")
                    continue
                }
                XCTAssertEqual(code, expected)
            }
        }
        XCTAssertEqual(stage.wallet.cards().count, 1, "nothing is different from before")
    }
}
