import Foundation
import XCTest

@testable import Essc

final class WholeSecondsTests: XCTestCase {
    func testATimeIsRoundedDownToItsSecond() {
        XCTAssertEqual(Date(timeIntervalSince1970: 1_800_000_000.999).wholeSecondsSince1970, 1_800_000_000)
    }
}
