// Input that is none, and issuers that are down, slow or lying: always words, and a way out.

import Essc
import XCTest

@testable import DemoKit

final class BadInputTests: XCTestCase, @unchecked Sendable {
    /// A covid certificate's start, a page, two payment codes, numbers, nothing, and halves of offers.
    private static let foreign = [
        "HC1:6BFOXN%TS3DH", "https://example.org/pay?amount=1", "weixin://wxpay/bizpayurl?pr=1",
        "https://qr.alipay.com/fkx0", "42", "openid-credential-offer://?",
        "openid-credential-offer://?credential_offer=%7B%7D", "SSC1:", "SSC1:AAAA",
        String(repeating: "A", count: 9000), "\u{0}\u{FFFD}",
    ]

    @MainActor func testWhatIsNoOfferIsRefusedInWordsAndNothingCanBeStarted() async throws {
        let phone = try Phone(nil)
        let screen = phone.app.enroll()
        for text in Self.foreign {
            screen.offer = text
            XCTAssertEqual(screen.problem?.wayOut, .otherInput, text)
            XCTAssertFalse(screen.isReady)
            await screen.enroll()
            XCTAssertEqual(screen.step, .input)
        }
        screen.offer = ""
        XCTAssertNil(screen.problem)
    }

    @MainActor func testForeignCodesBeforeTheScannerAreUnreadableAndEachIsJudgedOnce() async throws
    {
        let sandbox = try await Sandbox()
        let phone = try Phone(sandbox.issuer)
        await phone.sync()
        let scanner = try await phone.openScanner()
        for text in Self.foreign {
            let verdict = try await phone.scan(text, with: scanner)
            XCTAssertNotEqual(verdict.outcome, .accepted, text)
            XCTAssertFalse(verdict.reasons.isEmpty, text)
            XCTAssertTrue(verdict.disclosed.isEmpty, text)
        }
        XCTAssertEqual(scanner.screen.verdict?.id, Self.foreign.count)
        // It stays in the picture; one more behind it says that all of these were seen.
        phone.camera.show(Self.foreign.last, times: 50)
        let another = try await phone.scan("another", with: scanner)
        XCTAssertEqual(another.id, Self.foreign.count + 1)
        scanner.screen.next()
        XCTAssertNil(scanner.screen.verdict)
        let again = try await phone.scan("another", with: scanner)
        XCTAssertEqual(again.id, Self.foreign.count + 2)
        phone.camera.close()
    }

    @MainActor func testWhatIsNoRequestIsNotAskedOfTheHolder() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let signed = phone.keys.signed
        for text in Self.foreign {
            let screen = phone.app.consent(card: card, request: text)
            await screen.load()
            XCTAssertNil(screen.asked)
            XCTAssertEqual(screen.problem?.wayOut, .otherInput, text)
            screen.agree(phone.app)
            XCTAssertEqual(phone.app.memory.contents.path, [])
        }
        XCTAssertEqual(phone.keys.signed, signed)
    }

    @MainActor func testAWrongTransactionCodeAsksAgainUntilTheOfferIsDead() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let screen = phone.app.enroll()
        screen.offer = holder.offer
        let wrong = String(holder.tx_code.map { $0 == "9" ? "0" : "9" })
        var tries = 0
        while !screen.offer.isEmpty, tries < 20 {
            tries += 1
            screen.txCode = wrong
            await screen.enroll()
            XCTAssertNotNil(screen.problem)
            XCTAssertEqual(screen.txCode, "")
        }
        XCTAssertGreaterThan(tries, 1, "one slip of a finger kills no offer")
        XCTAssertEqual(screen.problem?.code, .offerDead)
        XCTAssertEqual(screen.problem?.wayOut, .otherInput)
        XCTAssertEqual(screen.step, .input)
        let offer = try await sandbox.offer(holder.card_number)
        try await phone.enroll(offer.offer, offer.tx_code)
    }

    @MainActor func testWithoutTheIssuerItCanBeTriedAgainAndWhatWasTypedIsStillThere() async throws
    {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        sandbox.stop()
        let phone = try Phone(sandbox.issuer)
        try await fails(phone, holder, .networkUnreachable, .tryAgain)
        let lists = phone.app.lists()
        await lists.sync()
        XCTAssertEqual(lists.news, Words(.zh)[.someListsFailed])
        XCTAssertEqual(lists.newsTone, .caution)
        XCTAssertFalse(lists.isSyncing)
    }

    @MainActor func testAnIssuerThatAnswersTooLateCanBeTriedAgain() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let net = HandNet()
        let phone = try Phone(sandbox.issuer, http: net)
        let silent = try SilentServer()
        net.answer { request, send in
            // As asked, but elsewhere, and with less patience.
            try send(
                HTTPRequest(
                    method: request.method, url: silent.url, headers: request.headers,
                    body: request.body, maxResponseBytes: request.maxResponseBytes, timeout: 0.3))
        }
        try await fails(phone, holder, .networkTimeout, .tryAgain)
        net.answer(nil)
        let screen = phone.app.enroll()
        screen.load()
        XCTAssertTrue(screen.isReady, "what was typed is still there")
        await screen.enroll()
        XCTAssertEqual(screen.step, .done)
    }

    @MainActor func testAnIssuerThatLiesGetsNoCardOntoThePhone() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let net = HandNet()
        let phone = try Phone(sandbox.issuer, http: net)
        // A portal's page in place of every answer, and answers that are cut off.
        let page = Data("<html>Welcome to the free network</html>".utf8)
        for lie: @Sendable (HTTPResponse) -> Data in [
            { _ in page }, { $0.body.dropLast() + Data() },
        ] {
            net.answer { request, send in
                let answer = try send(request)
                return HTTPResponse(
                    status: answer.status, headers: answer.headers, body: lie(answer))
            }
            let screen = phone.app.enroll()
            screen.offer = holder.offer
            screen.txCode = holder.tx_code
            await screen.enroll()
            XCTAssertNotNil(screen.problem)
            XCTAssertEqual(screen.step, .input)
            let lists = phone.app.lists()
            await lists.sync()
            XCTAssertNotEqual(lists.news, phone.words[.upToDate])
            XCTAssertTrue(lists.rows.isEmpty)
        }
        net.answer(nil)
        let cards = phone.app.cards()
        await cards.load()
        XCTAssertEqual(cards.cards, [])
        let offer = try await sandbox.offer(holder.card_number)
        try await phone.enroll(offer.offer, offer.tx_code)
    }

    @MainActor func testAListOfAnotherRootIsRefused() async throws {
        let (sandbox, other) = (try await Sandbox(), try await Sandbox())
        let phone = try Phone(
            IssuerSettings(address: other.issuer.address, root: sandbox.issuer.root))
        let lists = phone.app.lists()
        await lists.sync()
        XCTAssertNotEqual(lists.news, phone.words[.upToDate])
        XCTAssertTrue(lists.rows.isEmpty)
        let scanner = phone.app.scanner()
        await scanner.load()
        XCTAssertEqual(scanner.problem?.text, Words(.zh)[.noLists])
    }

    @MainActor private func fails(
        _ phone: Phone, _ holder: Sandbox.Holder, _ code: ErrorCode, _ way: WayOut
    ) async throws {
        let screen = phone.app.enroll()
        screen.offer = holder.offer
        screen.txCode = holder.tx_code
        await screen.enroll()
        XCTAssertEqual(screen.problem?.code, code)
        XCTAssertEqual(screen.problem?.wayOut, way)
        XCTAssertEqual(screen.problem?.text, code.text(in: .zh))
        XCTAssertEqual(screen.txCode, holder.tx_code)
        XCTAssertTrue(screen.isReady)
    }
}
