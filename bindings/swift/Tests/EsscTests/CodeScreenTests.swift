import XCTest

@testable import Essc

final class CodeScreenTests: XCTestCase {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func showing(_ profile: Profile = .validity) -> CodeScreen {
        var screen = CodeScreen(language: .en)
        screen.show(.sample(profile), at: start)
        return screen
    }

    func testACodeIsShownWithTheSecondsItHasLeft() {
        let screen = showing()
        let symbol = Code.sample().qr
        XCTAssertEqual(screen.content(at: start), .code(symbol, secondsLeft: 30))
        XCTAssertEqual(screen.content(at: start + 0.5), .code(symbol, secondsLeft: 30))
        XCTAssertEqual(screen.content(at: start + 29.5), .code(symbol, secondsLeft: 1))
    }

    func testACodeWhoseTimeIsOverIsGone() {
        XCTAssertEqual(showing().content(at: start + 30), .waiting)
        XCTAssertEqual(showing(.identity).content(at: start + 30), .ended)
        XCTAssertEqual(showing().content(at: start - 3600), .waiting, "a clock that was set back")
    }

    func testNothingIsShownWhileTheScreenIsRecordedOrTheAppIsNotInFront() {
        var screen = showing()
        screen.isCaptured = true
        XCTAssertEqual(screen.content(at: start), .covered)
        screen.isCaptured = false
        screen.isInFront = false
        XCTAssertEqual(screen.content(at: start), .covered)
        screen.isInFront = true
        XCTAssertEqual(screen.content(at: start), showing().content(at: start))
    }

    func testTheBackgroundTakesTheCodeAndANamingOneIsNotMadeAgainByItself() {
        var plain = showing()
        plain.leave()
        XCTAssertEqual(plain.content(at: start), .waiting)
        XCTAssertTrue(plain.wantsCodes)
        var naming = showing(.identity)
        naming.leave()
        XCTAssertEqual(naming.content(at: start), .ended)
        XCTAssertFalse(naming.wantsCodes)
    }

    func testAnErrorIsToldInTheHoldersLanguageAndNothingIsSignedAfterIt() {
        var screen = CodeScreen(language: .zh)
        screen.fail(EsscError.askUser(code: .cardSuspended, reason: "for a log"))
        let text = ErrorCode.cardSuspended.text(in: .zh)
        XCTAssertEqual(screen.content(at: start), .failed(text: text))
        XCTAssertEqual(screen.accessibilityLabel(at: start), text)
        XCTAssertFalse(screen.wantsCodes)
    }

    func testWhatIsReadAloudIsNeverTheCode() {
        for language in [Language.zh, .en] {
            var screen = CodeScreen(language: language)
            var labels = [screen.accessibilityLabel(at: start)]
            screen.show(.sample(), at: start)
            labels.append(screen.accessibilityLabel(at: start))
            screen.isCaptured = true
            labels.append(screen.accessibilityLabel(at: start))
            screen.end()
            labels.append(screen.accessibilityLabel(at: start))
            XCTAssertEqual(Set(labels).count, 4, "each state has its words: \(labels)")
            XCTAssertFalse(labels.contains { $0.contains("SSC1") || $0.isEmpty })
        }
    }

    func testEveryTextIsInTheLanguageThatWasAskedForWhateverThePhonesIs() {
        XCTAssertEqual(CodeScreen(language: .zh).countdown(25), "25 秒")
        XCTAssertEqual(CodeScreen(language: .en).countdown(25), "25 s")
        for text in ScreenText.allCases {
            let said = [Language.zh, .en].map { text.text(in: $0, 25) }
            let unfilled = said.filter { $0.contains(text.rawValue) || $0.contains("%") }
            XCTAssertEqual(unfilled, [])
            XCTAssertTrue(said[0].unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) })
            XCTAssertTrue(said[1].unicodeScalars.allSatisfy(\.isASCII), said[1])
        }
    }
}
