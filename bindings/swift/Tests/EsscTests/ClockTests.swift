import XCTest

@testable import Essc

final class ClockTests: XCTestCase {
    func testTheSystemsClockRunsForwardWithinOneBoot() {
        let clock = SystemBootClock()
        let (first, second) = (clock.monotonic(), clock.monotonic())
        XCTAssertEqual(first.boot, second.boot)
        XCTAssertLessThanOrEqual(first.millis, second.millis)
        XCTAssertGreaterThan(first.millis, 0)
    }

    func testTwoClocksOfOneBootCanBeCompared() {
        let (first, second) = (SystemBootClock().monotonic(), SystemBootClock().monotonic())
        XCTAssertEqual(first.boot, second.boot)
        XCTAssertLessThanOrEqual(first.millis, second.millis)
    }

    #if os(Linux)
        func testTheCountBeginsWithTheDevice() throws {
            let uptime = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
            let seconds = try XCTUnwrap(uptime.split(separator: " ").first.flatMap { Double($0) })
            let millis = Double(SystemBootClock().monotonic().millis)
            XCTAssertEqual(millis / 1000, seconds, accuracy: 10)
        }
    #endif

    func testAManualClockMovesBothHandsButIsSetWithOne() {
        let clock = ManualClock(Date(timeIntervalSince1970: 1000))
        clock.advance(seconds: 5)
        clock.set(Date(timeIntervalSince1970: 1))
        XCTAssertEqual(clock.now(), Date(timeIntervalSince1970: 1))
        XCTAssertEqual(clock.monotonic(), Monotonic(boot: 1, millis: 5000))
        clock.restart()
        XCTAssertEqual(clock.monotonic(), Monotonic(boot: 2, millis: 0))
    }
}
