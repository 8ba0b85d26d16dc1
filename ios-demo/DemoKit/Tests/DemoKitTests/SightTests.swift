// A code that stays before the camera is judged once.

import XCTest

@testable import DemoKit

final class SightTests: XCTestCase {
    private let start = ContinuousClock.now

    private func frame(_ text: String?, _ seconds: Double) -> Frame {
        Frame(text: text, at: start.advanced(by: .seconds(seconds)))
    }

    func testACodeThatStaysIsNewsOnce() {
        var sight = Sight()
        XCTAssertEqual(sight.next(frame("a", 0)), "a")
        for count in 1...300 { XCTAssertNil(sight.next(frame("a", Double(count) / 30))) }
    }

    func testAnotherCodeIsNewsAtOnce() {
        var sight = Sight()
        XCTAssertEqual(sight.next(frame("a", 0)), "a")
        XCTAssertEqual(sight.next(frame("b", 0.03)), "b")
        XCTAssertEqual(sight.next(frame("a", 0.06)), "a")
    }

    func testAShakingHandIsNotACodeThatLeft() {
        var sight = Sight()
        _ = sight.next(frame("a", 0))
        for seconds in [0.1, 0.2, 0.5] { XCTAssertNil(sight.next(frame(nil, seconds))) }
        XCTAssertNil(sight.next(frame("a", 0.9)))
    }

    func testACodeThatLeftAndComesBackIsNewsAgainWhetherOrNotTheCameraToldOfTheEmptyPictures() {
        for empty in [[], [1.0, 1.5]] {
            var sight = Sight()
            _ = sight.next(frame("a", 0))
            for seconds in empty { XCTAssertNil(sight.next(frame(nil, seconds))) }
            XCTAssertEqual(sight.next(frame("a", 2)), "a")
        }
    }

    func testWhenTheNextOneIsAskedForTheSameCodeIsNews() {
        var sight = Sight()
        _ = sight.next(frame("a", 0))
        sight.forget()
        XCTAssertEqual(sight.next(frame("a", 0.1)), "a")
    }
}
