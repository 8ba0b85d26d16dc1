// Nothing of the app is seen in the app switcher, nor where the screen is recorded or mirrored.

import Essc
import Observation
import XCTest

@testable import DemoKit

/// `Sendable` since XCTest hands it to the main actor; it has no state.
final class PrivacyTests: XCTestCase, @unchecked Sendable {
    @MainActor func testEverythingIsCoveredWhileTheAppIsNotInFront() async {
        let privacy = Privacy(HandCapture())
        XCTAssertNil(privacy.cover)
        privacy.isInFront = false
        XCTAssertEqual(privacy.cover, .away)
        XCTAssertNil(privacy.text(Words(.zh)), "a picture of it says nothing of what is below")
        privacy.isInFront = true
        XCTAssertNil(privacy.cover)
    }

    @MainActor func testARecordedOrMirroredScreenIsCoveredAndSaysWhy() async {
        for words in [Words(.zh), Words(.en)] {
            let capture = HandCapture()
            let privacy = Privacy(capture)
            capture.isCaptured = true
            XCTAssertEqual(privacy.cover, .captured)
            XCTAssertEqual(privacy.text(words), words[.screenCaptured])
            capture.isCaptured = false
            XCTAssertNil(privacy.cover)
            // Only this window of several.
            privacy.isSceneCaptured = true
            XCTAssertEqual(privacy.cover, .captured)
            privacy.isInFront = false
            XCTAssertEqual(privacy.cover, .captured, "and it stays covered in the switcher")
            privacy.isSceneCaptured = false
            XCTAssertEqual(privacy.cover, .away)
        }
    }

    @MainActor func testAWindowGoesByThePhonesOwnState() async throws {
        let phone = try Phone(nil)
        let window = phone.app.privacy()
        phone.capture.isCaptured = true
        XCTAssertEqual(window.cover, .captured)
        XCTAssertEqual(phone.app.privacy().cover, .captured, "a sheet that opens meanwhile too")
    }

    @MainActor func testWhoeverDrawsTheCoverHearsOfEveryChange() async {
        let capture = HandCapture()
        let privacy = Privacy(capture)
        let heard = Heard()
        func watch() {
            withObservationTracking {
                _ = privacy.cover
            } onChange: {
                heard.times += 1
            }
        }
        watch()
        privacy.isInFront = false
        XCTAssertEqual(heard.times, 1)
        watch()
        privacy.isSceneCaptured = true
        XCTAssertEqual(heard.times, 2)
        privacy.isSceneCaptured = false
        watch()
        capture.isCaptured = true
        XCTAssertEqual(heard.times, 3)
    }
}

/// Counts on the main actor, where all changes come from.
private final class Heard: @unchecked Sendable {
    var times = 0
}
