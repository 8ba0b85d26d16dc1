// Whole journeys through the app's models: the real library, a real issuer over HTTP.

import Essc
import XCTest

@testable import DemoKit

/// `Sendable` since XCTest hands it to the main actor; it has no state.
final class JourneyTests: XCTestCase, @unchecked Sendable {
    @MainActor func testACardIsEnrolledAcceptedOnceRefusedAfterItsLossAndAcceptedAfterItsRelease()
        async throws
    {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("to_lose")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        await phone.sync()
        // A gate that has just started doesn't know what it accepted before (docs/protocol.md §6.3).
        let scanner = try await phone.openScanner()
        phone.time.pass(20)

        let code = try await phone.showCode(card)
        let first = try await phone.text(on: code)
        let accepted = try await phone.scan(first, with: scanner)
        XCTAssertEqual(accepted.outcome, .accepted, accepted.announcement)
        XCTAssertEqual(accepted.headline, Outcome.accepted.text(in: .zh))
        XCTAssertTrue(accepted.isTest)
        phone.time.pass(2)
        let replayed = try await phone.scan(first, with: scanner)
        XCTAssertEqual(replayed.reasons, [Reason.replayed.text(in: .zh)])

        // A phone that hasn't heard of the loss still shows its card; the gate has.
        try await sandbox.lose(holder.card_number)
        await phone.sync()
        phone.time.pass(31)
        try await phone.code(after: first, on: code)
        let lost = try await phone.scan(phone.text(on: code), with: scanner)
        XCTAssertEqual(lost.reasons, [Reason.cardSuspended.text(in: .zh)])
        code.hide()
        phone.app.back()

        let cards = phone.app.cards()
        await cards.refresh()
        XCTAssertEqual(cards.cards.map(\.state), [Words(.zh).state(.suspended)])
        XCTAssertEqual(cards.cards.map(\.canShow), [false])
        XCTAssertEqual(cards.cards.map(\.advice), [ErrorCode.cardSuspended.text(in: .zh)])

        try await sandbox.release(holder.card_number)
        await phone.sync()
        await cards.refresh()
        XCTAssertEqual(cards.cards.map(\.state), [Words(.zh).state(.active)])
        XCTAssertEqual(cards.news, Words(.zh)[.upToDate])
        // The sync set the gate's idea of the time by the issuer's, which stood still meanwhile.
        phone.time.pass(31)
        let again = try await phone.showCode(card)
        let released = try await phone.scan(phone.text(on: again), with: scanner)
        XCTAssertEqual(released.outcome, .accepted, released.announcement)
        again.hide()

        XCTAssertGreaterThan(phone.keys.signed, 2)
        XCTAssertEqual(phone.keys.onMainThread, [], "no key holds up the thread that draws")
        phone.camera.close()
    }

    @MainActor func testCodesReplaceEachOtherWhileTheyAreSeenAndNoneIsMadeWhileTheyAreNot()
        async throws
    {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let before = phone.keys.signed
        let code = try await phone.showCode(card)
        let first = try await phone.symbol(on: code)
        // An impatient finger.
        code.start()
        code.start()
        XCTAssertEqual(phone.keys.signed - before, 1)
        XCTAssertEqual(phone.brightness.level, 1)
        XCTAssertTrue(phone.brightness.staysOn)
        XCTAssertTrue(code.rotates)
        XCTAssertTrue(code.isTest)
        XCTAssertEqual(
            code.content(at: phone.time.clock.now()), .code(first, secondsLeft: Int(code.secondsOf))
        )

        phone.time.pass(31)
        let second = try await eventually("another code") {
            guard case .code(let symbol, let left) = code.content(at: phone.time.clock.now()),
                symbol != first
            else { return nil as Int? }
            return left
        }
        XCTAssertGreaterThan(second, 0)
        XCTAssertEqual(phone.keys.signed - before, 2, "one signature for each code")

        // Recorded, or behind a question of the system's: covered, and nothing stops.
        phone.capture.isCaptured = true
        XCTAssertEqual(code.content(at: phone.time.clock.now()), .covered)
        phone.capture.isCaptured = false
        code.cover()
        XCTAssertEqual(code.content(at: phone.time.clock.now()), .covered)
        code.comeBack()
        _ = try await phone.symbol(on: code)
        XCTAssertEqual(phone.keys.signed - before, 2)

        code.leave()
        XCTAssertEqual(phone.brightness.level, 0.4, "as it was")
        XCTAssertFalse(phone.brightness.staysOn)
        for _ in 0..<4 { phone.time.pass(31) }
        XCTAssertEqual(code.content(at: phone.time.clock.now()), .waiting, "the code is gone")
        code.comeBack()
        _ = try await phone.symbol(on: code)
        XCTAssertEqual(phone.keys.signed - before, 3, "none for the time that nobody looked")

        code.hide()
        XCTAssertEqual(phone.brightness.level, 0.4)
        XCTAssertEqual(code.step, .confirm)
    }

    @MainActor func testACodeThatNamesItsHolderIsMadeOnceAndNotAgainByItself() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer, language: .en)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        let before = phone.keys.signed
        phone.app.go(.code(card: card, request: nil))
        let code = phone.app.code(card: card, request: nil)
        await code.load()
        code.choose(101)
        XCTAssertEqual(code.discloses, Words(.en).willDisclose(.identity))
        code.start()
        _ = try await phone.symbol(on: code)
        // A made-up person of the sandbox.
        XCTAssertTrue(code.discloses.hasPrefix("Name 测试"), code.discloses)
        XCTAssertFalse(code.rotates)
        code.leave()
        XCTAssertEqual(code.step, .over)
        code.comeBack()
        XCTAssertEqual(code.step, .over)
        XCTAssertFalse(phone.app.memory.contents.isAgreed)

        phone.time.pass(31)
        code.start()
        _ = try await phone.symbol(on: code)
        phone.time.pass(31)
        try await eventually("the end of the code") { code.step == .over ? () : nil }
        XCTAssertEqual(code.content(at: phone.time.clock.now()), .ended)
        XCTAssertEqual(phone.brightness.level, 0.4)
        XCTAssertEqual(phone.keys.signed - before, 2)
    }

    @MainActor func testCardsAreDrawnAgainWhoeverChangedThem() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("to_lose")
        let phone = try Phone(sandbox.issuer)
        try await phone.enroll(holder.offer, holder.tx_code)
        let cards = phone.app.cards()
        let following = Task { await cards.follow() }
        try await eventually("the card") {
            cards.cards.map(\.canShow) == [true] ? () : nil
        }
        try await sandbox.lose(holder.card_number)
        // As a background task does.
        try await phone.app.services.wallet().refresh(.now)
        try await eventually("its suspension") {
            cards.cards.map(\.state) == [Words(.zh).state(.suspended)] ? () : nil
        }
        following.cancel()
    }

    @MainActor func testWithoutANetworkForADayCardsAndScannerWorkOn() async throws {
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        await phone.sync()
        sandbox.stop()
        phone.network.isOnline = false
        let scanner = try await phone.openScanner()
        for _ in 0..<20 { phone.time.pass(3600) }
        let cards = phone.app.cards()
        await cards.start(isOnline: false)
        XCTAssertEqual(cards.cards.map(\.canShow), [true])
        XCTAssertNil(cards.problem)
        let code = try await phone.showCode(card)
        XCTAssertTrue(code.isOffline)
        let verdict = try await phone.scan(phone.text(on: code), with: scanner)
        XCTAssertEqual(verdict.outcome, .accepted, verdict.announcement)
        code.hide()
        phone.camera.close()
    }
}
