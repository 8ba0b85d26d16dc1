import XCTest

@testable import Essc

final class WholeSecondsTests: XCTestCase {
    private func seconds(_ since1970: TimeInterval) -> Int {
        Date(timeIntervalSince1970: since1970).wholeSecondsSince1970
    }

    func testATimeIsRoundedDownToItsSecond() {
        XCTAssertEqual(seconds(1_800_000_000), 1_800_000_000)
        XCTAssertEqual(seconds(1_800_000_000.999), 1_800_000_000)
    }

    func testADateThatNoDateCanBeIsTheNearestThatCan() {
        XCTAssertEqual(seconds(.nan), 0)
        XCTAssertEqual(seconds(-.infinity), 0)
        XCTAssertEqual(seconds(-0.5), 0)
        XCTAssertEqual(Date.distantPast.wholeSecondsSince1970, 0)
        XCTAssertEqual(seconds(.infinity), 253_402_300_799)
        XCTAssertEqual(seconds(.greatestFiniteMagnitude), 253_402_300_799)
    }

    func testSuchADateCrossesToTheCoreAndBack() async throws {
        let file = Repository.vectors.appendingPathComponent("accept/validity-at-a-museum.json")
        let vector = try Vector(file: file, folder: "accept")
        let (gate, _) = try await vector.gate(in: TemporaryFolder())
        for date in [Date(timeIntervalSince1970: .nan), .distantPast, .distantFuture] {
            let verdict = gate.verify(vector.text, for: vector.scene, asOf: date)
            XCTAssertEqual(verdict.asOf?.wholeSecondsSince1970, date.wholeSecondsSince1970)
        }
    }
}
