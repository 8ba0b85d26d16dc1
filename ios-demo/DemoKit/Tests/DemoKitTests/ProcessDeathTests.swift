// The system ends the process behind the user's back: what was there is there again.

import Essc
import Foundation
import XCTest

@testable import DemoKit

final class ProcessDeathTests: XCTestCase, @unchecked Sendable {
    @MainActor func testWhatWasTypedIsThereAgainAndTheCardIsEnrolled() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        // Something is in the wallet's folder already.
        await phone.app.cards().load()
        phone.app.go(.enroll)
        let before = phone.app.enroll()
        before.offer = holder.offer
        before.txCode = holder.tx_code
        try phone.die()

        XCTAssertEqual(phone.app.memory.contents.path, [.enroll])
        let screen = phone.app.enroll()
        screen.load()
        XCTAssertEqual(screen.txCode, holder.tx_code)
        XCTAssertTrue(screen.isReady)
        await screen.enroll()
        XCTAssertEqual(screen.step, .done)
        XCTAssertEqual(phone.app.memory.contents.offer, "", "nothing of it is kept any more")
        XCTAssertEqual(phone.app.memory.contents.txCode, "")
    }

    /// The process dies at each request of an enrolment. Either the card is there afterwards, or the
    /// same offer still works, or the screen says that it takes a new one; and with it the card comes.
    @MainActor func testAnEnrollmentThatIsCutOffAnywhereLeavesAPhoneThatCanEnroll() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        for cut in ["/token", "/nonce", "/credential"] {
            let net = HandNet()
            let phone = try Phone(sandbox.issuer, http: net)
            await phone.app.cards().load()
            let offer = try await sandbox.offer(holder.card_number)
            let reached = HoldUp()
            net.answer { request, send in
                let answer = try send(request)
                // The other side has done its part; this side will never know.
                if request.url.hasSuffix(cut) { reached.hold() }
                return answer
            }
            let before = phone.app.enroll()
            before.offer = offer.offer
            before.txCode = offer.tx_code
            let dying = Task { await before.enroll() }
            let didReach = await reached.hasOpened()
            XCTAssertTrue(didReach, cut)
            try phone.die()
            net.answer(nil)

            let cards = phone.app.cards()
            await cards.load()
            XCTAssertEqual(cards.cards, [], cut)
            let screen = phone.app.enroll()
            screen.load()
            XCTAssertTrue(screen.isReady, cut)
            await screen.enroll()
            if screen.step != .done {
                XCTAssertEqual(screen.problem?.code, .offerDead, cut)
                XCTAssertEqual(screen.problem?.wayOut, .otherInput, cut)
                let second = try await sandbox.offer(holder.card_number)
                try await phone.enroll(second.offer, second.tx_code)
            }
            await cards.load()
            XCTAssertEqual(cards.cards.map(\.canShow), [true], cut)
            reached.letGo()
            try await bounded("the end of the dead process") { await dying.value }
        }
    }

    @MainActor func testACodeThatWasShownIsShownAgain() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let signed = phone.keys.signed
        let before = try await phone.showCode(card)
        before.leave()
        try phone.die()

        XCTAssertEqual(phone.app.memory.contents.path, [.code(card: card, request: nil)])
        phone.time.pass(60)
        let code = phone.app.code(card: card, request: nil)
        await code.load()
        XCTAssertEqual(code.step, .showing)
        _ = try await phone.symbol(on: code)
        XCTAssertEqual(phone.keys.signed - signed, 2)
        code.hide()
    }

    @MainActor func testAnAnswerThatWasAgreedToIsAskedForAgain() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        await phone.sync()
        let request = try await Venues.request(of: sandbox, at: phone.app.services)
        let signed = phone.keys.signed
        phone.app.go(.consent(card: card, request: request))
        let before = phone.app.consent(card: card, request: request)
        await before.load()
        before.agree(phone.app)
        try phone.die()

        XCTAssertEqual(phone.app.memory.contents.path, [.code(card: card, request: request)])
        let code = phone.app.code(card: card, request: request)
        await code.load()
        XCTAssertTrue(code.mustAsk)
        XCTAssertEqual(phone.keys.signed - signed, 0)
        code.askAgain(phone.app)
        XCTAssertEqual(phone.app.memory.contents.path, [.consent(card: card, request: request)])
        let consent = phone.app.consent(card: card, request: request)
        await consent.load()
        consent.agree(phone.app)
        let answer = phone.app.code(card: card, request: request)
        await answer.load()
        _ = try await phone.symbol(on: answer)
        XCTAssertEqual(phone.keys.signed - signed, 1)
        answer.hide()
    }

    @MainActor func testAPlaceThatWasOnlyChosenIsChosenStillAndNothingIsSigned() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let signed = phone.keys.signed
        phone.app.go(.code(card: card, request: nil))
        let before = phone.app.code(card: card, request: nil)
        await before.load()
        before.choose(Phone.hall)
        try phone.die()

        let code = phone.app.code(card: card, request: nil)
        await code.load()
        XCTAssertEqual(code.step, .confirm)
        XCTAssertEqual(code.scene?.code, Phone.hall)
        XCTAssertEqual(phone.keys.signed - signed, 0)
    }

    @MainActor func testWhatIsSavedHoldsNoCodeAndWhatCannotBeReadStartsAfresh() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let code = try await phone.showCode(card)
        let text = try await phone.text(on: code)
        let saved = String(decoding: phone.app.memory.saved, as: UTF8.self)
        XCTAssertFalse(saved.contains("SSC1"), saved)
        XCTAssertFalse(saved.contains(text.dropFirst(5).prefix(8)), saved)
        code.hide()
        for garbage in ["", "{}", "[1]", "{\"tab\":\"elsewhere\"}"] {
            XCTAssertEqual(Memory(Data(garbage.utf8)).contents, Memory.Contents())
        }
    }
}
