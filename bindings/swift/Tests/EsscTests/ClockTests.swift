import EsscTestSupport
import XCTest

@testable import Essc

final class ClockTests: XCTestCase {
    func testTheSystemsClockRunsForwardWithinOneBoot() {
        let clock = SystemBootClock()
        let (first, second) = (clock.monotonic(), clock.monotonic())
        XCTAssertEqual(first.boot, second.boot)
        XCTAssertLessThanOrEqual(first.elapsed, second.elapsed)
        XCTAssertGreaterThan(first.elapsed, 0)
    }

    func testTwoClocksOfOneBootCanBeCompared() {
        let (first, second) = (SystemBootClock().monotonic(), SystemBootClock().monotonic())
        XCTAssertEqual(first.boot, second.boot)
        XCTAssertLessThanOrEqual(first.elapsed, second.elapsed)
    }

    #if os(Linux)
        func testTheCountBeginsWithTheDevice() throws {
            let uptime = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
            let seconds = try XCTUnwrap(uptime.split(separator: " ").first.flatMap { Double($0) })
            let elapsed = SystemBootClock().monotonic().elapsed
            XCTAssertEqual(elapsed, seconds, accuracy: 10)
        }
    #endif

    func testAManualClockMovesBothHandsButIsSetWithOne() {
        let clock = ManualClock(Date(timeIntervalSince1970: 1000))
        clock.advance(by: 5)
        clock.set(Date(timeIntervalSince1970: 1))
        XCTAssertEqual(clock.now(), Date(timeIntervalSince1970: 1))
        XCTAssertEqual(clock.monotonic(), Monotonic(boot: 1, elapsed: 5))
        clock.restart()
        XCTAssertEqual(clock.monotonic(), Monotonic(boot: 2, elapsed: 0))
    }
}
