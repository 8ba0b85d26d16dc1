import Essc
import EsscTestSupport
import XCTest

final class ReadmeTests: XCTestCase {
    func testTheReadmesExampleIsTheOneThatRuns() throws {
        let example = try example("ReadmeExample.swift").joined(separator: "\n")
        let imports = [
            "import Essc",
            "import EsscTestSupport  // for its clock that stands; an app passes none",
            "import Foundation",
        ]
        let printed = imports.joined(separator: "\n") + "\n\n" + example
        let readme = try document("bindings/swift/README.md")
        XCTAssertTrue(readme.contains("```swift\n\(printed)\n```"), printed)
    }

    func testTheExampleAcceptsTheSample() async throws {
        let folder = try TemporaryFolder()
        let verdict = try await readmeExample(vectors: Repository.vectors, folder: folder.fresh())
        XCTAssertEqual(verdict.outcome, .accepted)
        // A made-up person.
        XCTAssertEqual(verdict.disclosed?.name, "测**")
    }

    func testTheLinesForAnAppAreTheOnesThatRunInBothLanguages() throws {
        let example = try example("InAnAppExample.swift")
        for name in ["README.md", "README.zh-CN.md"] {
            let lines = try document(name).components(separatedBy: "\n")
            let begin = try XCTUnwrap(lines.firstIndex(of: "```swift"), name)
            let block = lines[(begin + 1)...].prefix { $0 != "```" }
            XCTAssertEqual(block.map(withoutComment), example, name)
        }
    }

    func testTheLinesOfTheGuideAreTheOnesThatRunInBothLanguages() throws {
        let example = try example("GuideExample.swift").map(withoutComment)
        for name in ["docs/integration.md", "docs/integration.zh-CN.md"] {
            let lines = try document(name).components(separatedBy: "\n")
            let begin = try XCTUnwrap(lines.firstIndex(of: "```swift"), name)
            let block = lines[(begin + 1)...].prefix { $0 != "```" }
            XCTAssertEqual(block.map(withoutComment), example, name)
        }
    }

    func testTheLinesOfTheGuideEnrollShowAndAccept() async throws {
        let (folder, sandbox) = (try TemporaryFolder(), try Sandbox())
        let holder = try sandbox.holder("adult")
        let gateConfig = VerifierConfig(
            directory: folder.fresh(), venueRegion: try Region("440106"),
            roots: [PinnedRoot(key: sandbox.root, leastSeq: 1)], baseRegion: .guangdong,
            remember: .everything, replayCapacity: 100, cacheCapacity: 100)
        // A gate that has just started for the first time doesn't know what it accepted before.
        _ = try await Verifier(gateConfig, clock: ManualClock(Date() - 1000))
        let verdict = try await guideExample(
            walletConfig: sandbox.walletConfig(in: folder.fresh()), keys: SoftwareKeyStore(),
            secrets: MemorySecrets(), text: holder.offer, txCode: holder.txCode,
            gateConfig: gateConfig,
            source: SyncSource(trustList: sandbox.trustList, time: sandbox.time),
            explain: { XCTFail($0) })
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    func testTheLinesForAnAppEnrollShowAndAccept() async throws {
        let (folder, sandbox) = (try TemporaryFolder(), try Sandbox())
        let ports = WalletPorts(
            keys: ForeignKeyStore(), secrets: MemorySecrets(), clock: ManualClock(Date()),
            http: nil)
        let wallet = try await Wallet(sandbox.walletConfig(in: folder.fresh()), ports: ports)
        let (gate, _) = try await sandbox.gate(in: folder.fresh())
        let source = SyncSource(trustList: sandbox.trustList, time: sandbox.time)
        _ = try await gate.sync(from: source)
        let holder = try sandbox.holder("adult")
        let verdict = try await inAnAppExample(
            wallet: wallet, verifier: gate, offer: holder.offer, txCode: holder.txCode)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    /// The lines between the marks of a file beside this one.
    private func example(_ name: String) throws -> [String] {
        let source = try Repository.text(
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent(name))
        let lines = source.components(separatedBy: "\n")
        let begin = try XCTUnwrap(lines.firstIndex(of: "    // begin"))
        let end = try XCTUnwrap(lines.firstIndex(of: "    // end"))
        return lines[(begin + 1)..<end].map { String($0.dropFirst(4)) }
    }

    private func document(_ name: String) throws -> String {
        try Repository.text(Repository.folder.appendingPathComponent(name))
    }

    private func withoutComment(_ line: String) -> String {
        (line.components(separatedBy: "//").first ?? line).trimmingCharacters(in: .whitespaces)
    }
}
