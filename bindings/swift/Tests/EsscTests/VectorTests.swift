import Essc
import XCTest

/// Every vector of the repository, judged by this library.
final class VectorTests: XCTestCase {
    func testEveryVectorIsJudgedInFullAsItsFileSays() async throws {
        let vectors = try Vector.all()
        XCTAssertGreaterThanOrEqual(vectors.count, 145, "vectors are missing")
        let folder = try TemporaryFolder()
        for vector in vectors {
            let verdict = try await vector.judged(in: folder)
            XCTAssertEqual(verdict.json, vector.verdict, vector.name)
        }
    }

    func testAFileWithAMemberThatTheRunnerDoesNotKnowIsRefused() throws {
        let folder = try TemporaryFolder()
        let known = Repository.vectors.appendingPathComponent("accept/validity-at-a-museum.json")
        guard case .object(var members) = try JSON.parse(Repository.text(known)) else {
            return XCTFail("not an object")
        }
        members["surprise"] = .null
        let file = folder.fresh()
        try JSON.object(members).written().write(to: file)
        XCTAssertThrowsError(try Vector(file: file, folder: "accept"))
    }

    func testASceneThatIsNoneIsJudgedAsUnknown() async throws {
        let file = Repository.vectors.appendingPathComponent("accept/validity-at-a-museum.json")
        let vector = try Vector(file: file, folder: "accept")
        let (gate, clock) = try await vector.gate(in: TemporaryFolder())
        clock.set(vector.now)
        for scene in [-1, 65_536, Int.max, Int.min] {
            let verdict = gate.verify(vector.text, for: SceneCode(scene))
            XCTAssertEqual(verdict.outcome, .rejected)
            XCTAssertTrue(verdict.reasons.contains(.sceneUnknown), "\(scene): \(verdict.reasons)")
        }
    }
}
