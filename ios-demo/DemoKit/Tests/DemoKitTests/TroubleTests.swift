// What goes wrong in real life, and the way out of it: dead keys, wrong clocks, a venue that asks.

import Essc
import XCTest

@testable import DemoKit

final class TroubleTests: XCTestCase, @unchecked Sendable {
    @MainActor func testAClockTenMinutesFastIsToldWithWhatToDo() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer, language: .en)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let cards = phone.app.cards()
        await cards.load()
        XCTAssertNil(cards.clockWarning)

        phone.time.clock.set(phone.time.clock.now() + 600)
        await cards.load()
        XCTAssertEqual(cards.clockWarning, Words(.en).clockOff(600))
        let code = phone.app.code(card: card, request: nil)
        await code.load()
        XCTAssertEqual(code.clockWarning, Words(.en).clockOff(600))
    }

    @MainActor func testADeadKeyLeadsBackToAWorkingCard() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        phone.keys.invalidate(alias: "essc.\(card).everyday")

        phone.app.go(.code(card: card, request: nil))
        let code = phone.app.code(card: card, request: nil)
        await code.load()
        code.choose(Phone.hall)
        code.start()
        let problem = try await eventually("a problem") { code.problem }
        XCTAssertEqual(problem.code, .keyInvalidated)
        XCTAssertEqual(problem.wayOut, .reEnroll)
        XCTAssertEqual(problem.button(phone.words), Words(.zh)[.reEnroll])
        XCTAssertEqual(phone.brightness.level, 0.4)
        code.solve(problem.wayOut, phone.app)
        XCTAssertEqual(phone.app.memory.contents.path.last, .enroll)

        let cards = phone.app.cards()
        await cards.load()
        XCTAssertEqual(cards.cards.map(\.mustReEnroll), [true])
        let settings = phone.app.settingsScreen()
        await settings.load()
        XCTAssertEqual(settings.keys.map(\.proved), [[Words(.zh)[.keyGone]]])

        let offer = try await sandbox.offer(holder.card_number)
        let anew = try await phone.enroll(offer.offer, offer.tx_code)
        await cards.load()
        XCTAssertEqual(cards.cards.map(\.id), [anew], "it replaces the dead one")
        let shown = try await phone.showCode(anew)
        shown.hide()
        await settings.load()
        let said = Words(.zh).text(.keptHere, Words(.zh).securityLevel(.software))
        XCTAssertEqual(settings.keys.map(\.details.last), [said])
    }

    @MainActor func testAVenueAsksTheHolderAgreesAndTheVenuesScannerAcceptsTheAnswer() async throws
    {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        await phone.sync()
        let scanner = try await phone.openScanner(at: Venues.settlement)
        phone.time.pass(20)
        let request = try await Venues.request(of: sandbox, at: phone.app.services)

        // The scene wants a request: the holder is sent to scan it.
        phone.app.go(.code(card: card, request: nil))
        let picker = phone.app.code(card: card, request: nil)
        await picker.load()
        picker.choose(Venues.settlement)
        XCTAssertTrue(picker.isCapturing)
        XCTAssertEqual(picker.step, .scenes)
        let capture = phone.app.capture()
        let looks = phone.camera.looks.number
        let capturing = Task { await capture.capture() }
        try await eventually("the camera") {
            phone.camera.looks.number > looks ? true : nil
        }
        phone.camera.show(request)
        let seen = try await bounded("a code") { await capturing.value }
        XCTAssertEqual(seen, request)

        picker.captured(seen, phone.app)
        XCTAssertEqual(phone.app.memory.contents.path, [.consent(card: card, request: request)])
        let consent = phone.app.consent(card: card, request: request)
        let signed = phone.keys.signed
        await consent.load()
        let asked = try XCTUnwrap(consent.asked, "\(String(describing: consent.problem))")
        XCTAssertEqual(asked.venue, Venues.name)
        XCTAssertEqual(asked.amount, "128.05 元")
        XCTAssertEqual(asked.purpose, "门诊缴费")
        XCTAssertTrue(
            asked.willDisclose.contains("社保卡号 \(holder.card_number)"), asked.willDisclose)
        XCTAssertEqual(
            phone.keys.signed, signed, "nothing is signed before the holder agrees")
        consent.agree(phone.app)
        XCTAssertEqual(phone.app.memory.contents.path, [.code(card: card, request: request)])

        let code = phone.app.code(card: card, request: request)
        await code.load()
        let text = try await phone.text(on: code)
        XCTAssertFalse(code.rotates)
        XCTAssertEqual(code.discloses, asked.willDisclose, "what was shown is what is told")
        let verdict = try await phone.scan(text, with: scanner)
        XCTAssertEqual(verdict.outcome, .accepted, verdict.announcement)
        XCTAssertTrue(verdict.disclosed[0].hasPrefix("姓名"), verdict.announcement)

        // An answer is made once: not again for who looks away.
        code.leave()
        XCTAssertEqual(code.step, .over)
        phone.camera.close()
    }

    @MainActor func testAWeekInTheBackgroundSignsNothingAndEndsWithACardThatWorks() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let code = try await phone.showCode(card)
        let signed = phone.keys.signed
        code.leave()
        for _ in 0..<(7 * 24) { phone.time.pass(3600) }
        XCTAssertEqual(phone.keys.signed, signed)
        code.comeBack()
        let problem = try await eventually("why there is no code") { code.problem }
        XCTAssertEqual(
            problem.code, .cardExpired, "it lives for less than a week without a network")
        XCTAssertEqual(problem.wayOut, .refresh)
        code.solve(problem.wayOut, phone.app)
        XCTAssertEqual(
            phone.app.memory.contents.path, [], "back to the cards, which are renewed there")
        let cards = phone.app.cards()
        await cards.load()
        XCTAssertEqual(cards.cards.map(\.canShow), [false])
        await cards.refresh()
        XCTAssertEqual(cards.cards.map(\.canShow), [true], "\(String(describing: cards.problem))")
        phone.time.pass(2)
        let again = try await phone.showCode(card)
        again.hide()
    }

    @MainActor func testAFullPhoneIsToldAndWorksAgainWhenThereIsRoom() async throws {
        let sandbox = try await Sandbox()
        let (adult, elder) = (try sandbox.holder("adult"), try sandbox.holder("elder"))
        let phone = try Phone(sandbox.issuer)
        try await phone.enroll(adult.offer, adult.tx_code)
        let full = try FullDisk(inPlaceOf: "wallet", below: phone.folder)
        let screen = phone.app.enroll()
        screen.offer = elder.offer
        screen.txCode = elder.tx_code
        await screen.enroll()
        XCTAssertEqual(screen.problem?.code, .storageFull)
        XCTAssertEqual(screen.step, .input)
        let cards = phone.app.cards()
        await cards.load()
        XCTAssertEqual(cards.cards.count, 1, "what was there is still there")

        try full.makeRoom()
        let offer = try await sandbox.offer(elder.card_number)
        try await phone.enroll(offer.offer, offer.tx_code)
        await cards.load()
        XCTAssertEqual(cards.cards.count, 2)
    }

    @MainActor func testWithoutTheCameraTheScannerSaysSoAndLooksOnceItMay() async throws {
        let sandbox = try await Sandbox()
        let phone = try Phone(sandbox.issuer)
        phone.camera.isPermitted = false
        let scanner = phone.app.scanner()
        await scanner.load()
        XCTAssertEqual(scanner.problem?.text, Words(.zh)[.noLists])
        XCTAssertEqual(scanner.problem?.wayOut, .refresh)
        await scanner.watch()
        XCTAssertTrue(scanner.isCameraDenied)
        let capture = phone.app.capture()
        let nothing = await capture.capture()
        XCTAssertNil(nothing)
        XCTAssertTrue(capture.isCameraDenied)

        await phone.sync()
        phone.camera.isPermitted = true
        let again = try await phone.openScanner()
        XCTAssertFalse(again.screen.isCameraDenied)
        let verdict = try await phone.scan("nothing of ours", with: again)
        XCTAssertEqual(verdict.outcome, .unreadable)
        phone.camera.close()
    }
}
