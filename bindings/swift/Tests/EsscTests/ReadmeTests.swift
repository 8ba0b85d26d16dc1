import Essc
import XCTest

final class ReadmeTests: XCTestCase {
    func testTheReadmesExampleIsTheOneThatRuns() throws {
        let source = try Repository.text(
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("ReadmeExample.swift"))
        let lines = source.components(separatedBy: "\n")
        let begin = try XCTUnwrap(lines.firstIndex(of: "    // begin"))
        let end = try XCTUnwrap(lines.firstIndex(of: "    // end"))
        let example = lines[(begin + 1)..<end].map { String($0.dropFirst(4)) }
            .joined(separator: "\n")
        let readme = try Repository.text(
            Repository.root.appendingPathComponent("bindings/swift/README.md"))
        let printed = "import Essc\nimport Foundation\n\n" + example
        XCTAssertTrue(readme.contains("```swift\n\(printed)\n```"), printed)
    }

    func testTheExampleAcceptsTheSample() throws {
        let folder = try TemporaryFolder()
        let verdict = try readmeExample(vectors: Repository.vectors, folder: folder.fresh())
        XCTAssertEqual(verdict.outcome, .accepted)
        // A made-up person.
        XCTAssertEqual(verdict.disclosed?.name, "测**")
    }
}
