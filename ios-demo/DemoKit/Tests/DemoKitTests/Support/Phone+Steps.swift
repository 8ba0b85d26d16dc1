// The steps that the journeys are made of: what a user does on the screens.

import Essc
import Foundation
import XCTest

@testable import DemoKit

extension Phone {
    /// The government hall's entrance: a validity code, no cool-down.
    static let hall: SceneCode = 901

    /// Types an offer and its transaction code, and enrols.
    @discardableResult
    func enroll(_ offer: String, _ txCode: String) async throws -> CardID {
        let screen = app.enroll()
        screen.offer = offer
        screen.txCode = txCode
        XCTAssertTrue(screen.isReady)
        await screen.enroll()
        XCTAssertEqual(screen.step, .done, "\(String(describing: screen.problem))")
        // The scenes, which are shown from then on without a network.
        let cards = app.cards()
        await cards.start(isOnline: network.isOnline)
        return try XCTUnwrap(cards.cards.last?.id)
    }

    /// Brings the scanner's lists up to date.
    func sync() async {
        let lists = app.lists()
        await lists.sync()
        XCTAssertEqual(lists.news, words[.upToDate])
        XCTAssertFalse(lists.isSyncing)
    }

    /// Opens the code screen, chooses a place, reads what it will tell, agrees.
    func showCode(_ card: CardID, at scene: SceneCode = hall) async throws -> CodeModel {
        app.go(.code(card: card, request: nil))
        let screen = app.code(card: card, request: nil)
        await screen.load()
        screen.choose(scene)
        XCTAssertEqual(screen.step, .confirm)
        XCTAssertEqual(screen.discloses, words.willDisclose(.validity))
        screen.start()
        _ = try await symbol(on: screen)
        return screen
    }

    /// The code that is on the screen.
    func symbol(on screen: CodeModel) async throws -> QRCode {
        try await eventually("a code on the screen") {
            guard case .code(let symbol, _) = screen.content(at: time.clock.now()) else {
                // A problem is no reason to wait on.
                if let problem = screen.problem { XCTFail(problem.text) }
                return nil
            }
            return symbol
        }
    }

    /// Opens the scanner, set to a scene, and looks through the camera.
    func openScanner(at scene: SceneCode = hall) async throws -> Scanner {
        let screen = app.scanner()
        await screen.load()
        XCTAssertNil(screen.problem)
        screen.sceneCode = scene
        let before = camera.looks.number
        let watching = Task { await screen.watch() }
        try await eventually("the camera") { camera.looks.number > before ? true : nil }
        return Scanner(screen: screen, watching: watching)
    }

    /// Waits until the screen shows another code than this one.
    func code(after text: String, on screen: CodeModel) async throws {
        try await eventually("another code") {
            guard case .code = screen.content(at: time.clock.now()), let shown = screen.shown,
                shown.text != text
            else { return nil as Bool? }
            return true
        }
    }

    /// The text of the code that is on the screen. A camera would read it off; `CodePictureTests` has
    /// that done.
    func text(on screen: CodeModel) async throws -> String {
        let symbol = try await symbol(on: screen)
        let code = try XCTUnwrap(screen.shown)
        XCTAssertEqual(symbol, code.qr)
        return code.text
    }

    /// A scanner that looks.
    struct Scanner {
        let screen: ScannerModel
        let watching: Task<Void, Never>
    }

    /// Holds a code before the scanner until there is a verdict.
    func scan(_ text: String, with scanner: Scanner) async throws -> VerdictFace {
        let before = scanner.screen.verdict?.id ?? 0
        camera.show(text)
        return try await eventually("a verdict") {
            scanner.screen.verdict.flatMap { $0.id > before ? $0 : nil }
        }
    }
}
