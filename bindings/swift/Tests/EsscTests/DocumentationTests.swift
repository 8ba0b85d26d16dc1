import XCTest

/// No compiler reads what documentation links to; Xcode only warns of it.
final class DocumentationTests: XCTestCase {
    func testEveryLinkOfTheDocumentationNamesWhatIsInTheCode() throws {
        let sources = try files(".swift")
        let known = try names(in: sources.map(Repository.text).joined(separator: "\n"))
        var links = 0
        for file in try sources + files(".md") {
            for link in try found("(?<!`)``(\\w[^`\\n]*)``(?!`)", in: Repository.text(file)) {
                for part in link.split(separator: "/") {
                    let name = String(part.prefix { $0 != "(" })
                    XCTAssertTrue(known.contains(name), "\(file.lastPathComponent): \(link)")
                }
                links += 1
            }
        }
        XCTAssertGreaterThan(links, 100)
    }

    /// What is declared, by its name alone.
    private func names(in source: String) throws -> Set<String> {
        let declared = "\\b(?:struct|class|enum|protocol|typealias|func|var|let)\\s+`?(\\w+)"
        var names: Set = ["Essc", "init"]
        names.formUnion(try found(declared, in: source))
        // `case one, two(String)`; those of a `switch` begin with a dot.
        for line in try found("\\bcase ([^.\\n]*)", in: source) {
            names.formUnion(try found("(\\w+)", in: line))
        }
        return names
    }

    /// The library's sources, those that were generated, and its pages.
    private func files(_ suffix: String) throws -> [URL] {
        let package = Repository.folder.appendingPathComponent("bindings/swift")
        return try ["Sources/Essc", "generated/Essc"].flatMap { folder in
            let root = package.appendingPathComponent(folder)
            let found = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            return found.filter { $0.hasSuffix(suffix) }.map(root.appendingPathComponent)
        }
    }

    /// What the group of a pattern matches, each time.
    private func found(_ pattern: String, in text: String) throws -> [String] {
        let all = NSRange(text.startIndex..., in: text)
        return try NSRegularExpression(pattern: pattern).matches(in: text, range: all)
            .compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } }
    }
}
