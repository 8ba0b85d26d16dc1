import Essc
import XCTest

/// Every sequence of documents of the repository, gone through by this library.
final class DocumentSequenceTests: XCTestCase {
    func testEverySequenceGoesAsItsFileSays() async throws {
        let sequences = try DocumentSequence.all()
        XCTAssertGreaterThanOrEqual(sequences.count, 150, "sequences are missing")
        let folder = try TemporaryFolder()
        for sequence in sequences {
            let different = try await sequence.play(in: folder.fresh())
            XCTAssertEqual(different, [], sequence.name)
        }
    }

    func testAFileWithAMemberThatTheRunnerDoesNotKnowIsRefused() throws {
        let path = "sequences/trust-list-rolled-back.json"
        let text = try Repository.text(Repository.vectors.appendingPathComponent(path))
        for place in ["\"shows\"", "\"opened\"", "\"least_seq\"", "\"trust\"", "\"scene\""] {
            guard let range = text.range(of: place) else { return XCTFail(place) }
            let changed = text.replacingCharacters(in: range, with: "\"surprise\": 1, \(place)")
            XCTAssertThrowsError(try DocumentSequence(name: "changed", text: changed), place)
        }
    }
}
