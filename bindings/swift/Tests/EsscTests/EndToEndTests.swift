import Essc
import XCTest

/// A phone, a gate and a true issuer, from offer to loss.
final class EndToEndTests: XCTestCase {
    func testACardIsEnrolledShownAndJudgedWithTheIssuerGone() async throws {
        let stage = try await EnrolledWallet()
        XCTAssertTrue(stage.wallet.isTest, "a sandbox says so")
        XCTAssertEqual(stage.wallet.cards.map(\.state), [.active])
        XCTAssertFalse(stage.keys.prompts.isEmpty, "the identity key asked at enrolment")

        stage.sandbox.stop()
        let plain = try await stage.scan()
        XCTAssertEqual(plain.outcome, .accepted, "\(plain.reasons)")
        XCTAssertNil(plain.disclosed?.name)
        let identity = try await stage.scan(EnrolledWallet.counter)
        XCTAssertEqual(identity.outcome, .accepted, "\(identity.reasons)")
        // A made-up person of the sandbox.
        XCTAssertEqual(identity.disclosed?.name, "测试乙")
        XCTAssertEqual(stage.keys.prompts.last?.title, "Social insurance counter")

        let offline = try await stage.wallet.refresh(.now)
        XCTAssertEqual(offline.documents?.code, .networkUnreachable)
    }

    func testTheSystemsHTTPClientCarriesTheWholeLife() async throws {
        let stage = try await EnrolledWallet(http: URLSessionHTTPClient())
        let verdict = try await stage.scan()
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
        let refreshed = try await stage.wallet.refresh(.now)
        XCTAssertNil(refreshed.documents)
        XCTAssertEqual(refreshed.cards, [.renewed(card: stage.card)])
        let devices = try await stage.wallet.devices(of: stage.card)
        XCTAssertEqual(devices.map(\.isThisDevice), [true])
        try await stage.wallet.unbind(stage.card)
        XCTAssertEqual(stage.wallet.cards, [])
    }

    func testACardIsTakenOffAnotherDeviceAndStaysOnThisOne() async throws {
        let stage = try await EnrolledWallet()
        let number = try stage.sandbox.holder("adult").cardNumber
        let offer = try stage.sandbox.operate("offers", number)
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        let other = try await Wallet(
            stage.sandbox.walletConfig(in: stage.folder.fresh()), ports: ports)
        let there = try await other.enroll(
            offer["offer"].text(), transactionCode: offer["tx_code"].text())

        let devices = try await stage.wallet.devices(of: stage.card)
        XCTAssertEqual(devices.count, 2)
        let lost = try XCTUnwrap(devices.first { !$0.isThisDevice })
        let asked = stage.keys.prompts.count
        try await stage.wallet.unbindDevice(lost, from: stage.card)
        XCTAssertEqual(stage.keys.prompts.count, asked + 1, "the identity key asks")

        let left = try await stage.wallet.devices(of: stage.card)
        XCTAssertEqual(left.map(\.isThisDevice), [true])
        XCTAssertEqual(stage.wallet.cards.map(\.state), [.active])
        let refused = await code { try await other.devices(of: there) }
        XCTAssertNotNil(refused, "it is bound no more")
    }

    func testALossReportedAtTheIssuerReachesGateAndPhoneAndItsReleaseToo() async throws {
        let stage = try await EnrolledWallet("to_lose")
        let number = try stage.sandbox.holder("to_lose").cardNumber
        try stage.sandbox.operate("cards/loss", number)
        try await stage.sync()
        let lost = try await stage.scan()
        XCTAssertEqual(lost.outcome, .rejected)
        XCTAssertEqual(lost.reasons, [.cardSuspended])

        _ = try await stage.wallet.refresh(.now)
        XCTAssertEqual(stage.wallet.cards.map(\.state), [.suspended])
        XCTAssertEqual(CardState.suspended.errorCode, .cardSuspended)
        let refused = await code { try await stage.scan() }
        XCTAssertEqual(refused, .cardSuspended)

        try stage.sandbox.operate("cards/release", number)
        try await stage.sync()
        _ = try await stage.wallet.refresh(.now)
        XCTAssertEqual(stage.wallet.cards.map(\.state), [.active])
        let verdict = try await stage.scan()
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    func testADeadKeyIsToldAndEnrollingAgainBringsTheCardBack() async throws {
        let stage = try await EnrolledWallet()
        stage.keys.invalidate("essc.\(stage.card).everyday")
        do {
            _ = try await stage.scan()
            XCTFail("signed by a dead key")
        } catch let error as EsscError {
            XCTAssertEqual([error.action], [.reEnroll])
            XCTAssertEqual(error.code, .keyInvalidated)
        }
        XCTAssertEqual(
            stage.wallet.cards.map(\.state), [.needsReEnrollment(why: .keyInvalidated)])

        let number = try stage.sandbox.holder("adult").cardNumber
        let offer = try stage.sandbox.operate("offers", number)
        let card = try await stage.wallet.enroll(
            offer["offer"].text(), transactionCode: offer["tx_code"].text())
        XCTAssertEqual(stage.wallet.cards.map(\.id), [card], "it replaces the dead one")
        stage.pass()
        let code = try await stage.wallet.present(card, for: EnrolledWallet.hall)
        let verdict = stage.gate.verify(code.text, for: EnrolledWallet.hall)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    func testDataThatCameWithoutTheirKeyAreToldAndTheWalletTakesAnOffer() async throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox()
        let config = sandbox.walletConfig(in: folder.fresh())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        let holder = try sandbox.holder("adult")
        do {
            let wallet = try await Wallet(config, ports: ports)
            _ = try await wallet.enroll(holder.offer, transactionCode: holder.txCode)
        }
        // As after a backup that was restored on another phone.
        let restored = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        let wallet = try await Wallet(config, ports: restored)
        XCTAssertEqual(wallet.condition, .needsReEnrollment(why: .vaultKeyLost))
        let offer = try sandbox.operate("offers", holder.cardNumber)
        _ = try await wallet.enroll(offer["offer"].text(), transactionCode: offer["tx_code"].text())
        XCTAssertEqual(wallet.cards.map(\.state), [.active])
    }

    func testTheStepsOfASyncArriveAndItsSummaryIsLast() async throws {
        let sandbox = try Sandbox()
        let folder = try TemporaryFolder()
        let (gate, _) = try await sandbox.gate(in: folder.fresh())
        let source = SyncSource(trustList: sandbox.trustList, time: sandbox.time)
        var steps: [SyncStep] = []
        var summaries: [SyncSummary] = []
        for try await update in gate.syncUpdates(from: source) {
            switch update {
            case .step(let step):
                XCTAssertTrue(summaries.isEmpty, "a step after the summary")
                steps.append(step)
            case .finished(let summary): summaries.append(summary)
            }
        }
        XCTAssertEqual(summaries.map(\.isComplete), [true])
        let last = try XCTUnwrap(steps.last)
        XCTAssertEqual(last.done, last.total)
        XCTAssertGreaterThan(last.bytes, 0)
        XCTAssertGreaterThan(steps.count, 2)
        XCTAssertEqual(steps.map(\.done), steps.map(\.done).sorted())
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
                _ = try await stage.wallet.enroll(offer, transactionCode: txCode)
                XCTFail("enrolled")
            } catch {
                XCTAssertEqual(error.action, .askUser)
                XCTAssertEqual(error.code, expected)
            }
        }
        XCTAssertEqual(stage.wallet.cards.count, 1, "nothing is different from before")
    }
}
