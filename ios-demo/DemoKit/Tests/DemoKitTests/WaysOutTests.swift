// Every problem has a button, and the button leads somewhere.

import Essc
import XCTest

@testable import DemoKit

final class WaysOutTests: XCTestCase, @unchecked Sendable {
    @MainActor func testFromTheScannerWithoutListsToTheListsAndFromABadFileToAnotherOne()
        async throws
    {
        let sandbox = try await Sandbox()
        let phone = try Phone(sandbox.issuer)
        let scanner = phone.app.scanner()
        await scanner.load()
        scanner.solve(try XCTUnwrap(scanner.problem).wayOut, phone.app)
        XCTAssertEqual(phone.app.memory.contents.tab, .lists)
        let lists = phone.app.lists()
        await lists.importBundle(Surroundings.vectors)
        await lists.solve(try XCTUnwrap(lists.problem).wayOut, phone.app)
        XCTAssertTrue(lists.isPicking)
        XCTAssertNil(lists.problem)
    }

    @MainActor func testFromAForeignOfferToAnEmptyFieldAndFromADeadIssuerToAnotherTry() async throws
    {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let net = HandNet()
        let phone = try Phone(sandbox.issuer, http: net)
        let screen = phone.app.enroll()
        screen.isCapturing = true
        screen.captured("https://example.org")
        XCTAssertFalse(screen.isCapturing)
        await screen.solve(try XCTUnwrap(screen.problem).wayOut, phone.app)
        XCTAssertEqual(screen.offer, "")
        XCTAssertNil(screen.problem)

        screen.captured(holder.offer)
        screen.txCode = " \(holder.tx_code)x"
        net.answer { _, _ in throw HTTPError.unreachable }
        await screen.enroll()
        net.answer(nil)
        await screen.solve(try XCTUnwrap(screen.problem).wayOut, phone.app)
        XCTAssertEqual(screen.step, .done)
    }

    @MainActor func testFromCardsThatCouldNotBeRenewedToAnotherTry() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let net = HandNet()
        let phone = try Phone(sandbox.issuer, language: .en, http: net)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let cards = phone.app.cards()
        net.answer { _, _ in throw HTTPError.unreachable }
        await cards.refresh()
        XCTAssertEqual(cards.problem?.button(Words(.en)), Words(.en)[.tryAgain])
        XCTAssertEqual(cards.cards.map(\.canShow), [true], "they work on")
        net.answer(nil)
        await cards.solve(try XCTUnwrap(cards.problem).wayOut, phone.app)
        XCTAssertNil(cards.problem)
        XCTAssertEqual(cards.news, Words(.en)[.upToDate])

        cards.capturingFor = card
        cards.captured("a venue's code", phone.app)
        XCTAssertNil(cards.capturingFor)
        XCTAssertEqual(
            phone.app.memory.contents.path, [.consent(card: card, request: "a venue's code")])
        let consent = phone.app.consent(card: card, request: "a venue's code")
        await consent.load()
        await consent.solve(try XCTUnwrap(consent.problem).wayOut, phone.app)
        XCTAssertEqual(phone.app.memory.contents.path, [])
    }

    @MainActor func testASceneThatDoesNotTakeTheCardSaysWhyAndLeadsBackToTheOthers() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let code = phone.app.code(card: card, request: nil)
        await code.load()
        let refused = try XCTUnwrap(code.scenes.first { $0.refusal != nil })
        code.choose(refused.code)
        XCTAssertEqual(code.problem?.text, refused.refusal)
        XCTAssertEqual(code.step, .scenes)
        code.solve(try XCTUnwrap(code.problem).wayOut, phone.app)
        XCTAssertNil(code.problem)
        code.start()
        XCTAssertEqual(code.step, .scenes, "nothing was chosen")
    }
}
