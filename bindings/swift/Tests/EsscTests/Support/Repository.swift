// Where the tests find what they need, and what to run when it isn't there.

import Essc
import Foundation
import XCTest

/// The repository that the tests are in.
enum Repository {
    /// Its root.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The test vectors.
    static let vectors = folder.appendingPathComponent("tests/vectors")

    /// The root that signs the vectors' trust lists.
    static func root() throws -> PublicKey {
        PublicKey(jwk: try text(vectors.appendingPathComponent("lists/root.jwk")))
    }

    /// The text of a file.
    static func text(_ file: URL) throws -> String {
        try String(contentsOf: file, encoding: .utf8)
    }

    /// The command `essc`.
    static func command() throws -> URL {
        guard let path = ProcessInfo.processInfo.environment["ESSC_CLI"] else {
            throw Missing(
                what: "ESSC_CLI is not set: run `cargo build -p essc-cli` and set it to the path "
                    + "of target/debug/essc")
        }
        return URL(fileURLWithPath: path)
    }

    /// Something that the tests can't do without.
    struct Missing: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }
}

/// A folder that is removed with its test.
final class TemporaryFolder {
    let url: URL

    /// - Parameter inMemory: Whether a file system in memory is wanted, where there is one: for what
    ///   writes so much that the disk would be measured.
    init(inMemory: Bool = false) throws {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        let parent = inMemory && isThere ? memory : FileManager.default.temporaryDirectory
        url = parent.appendingPathComponent("essc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// A place in it that nothing is at yet.
    func fresh() -> URL {
        url.appendingPathComponent(UUID().uuidString)
    }
}

/// The code of the error that a call throws; none where it throws none.
func code(_ call: () async throws -> some Any) async -> ErrorCode? {
    do { _ = try await call() } catch { return (error as? EsscError)?.code }
    return nil
}

/// Fails the test unless the call throws just this error.
func assertThrows<Failure: Error & Equatable>(
    _ expected: Failure, file: StaticString = #filePath, line: UInt = #line,
    _ call: () throws -> some Any
) {
    XCTAssertThrowsError(try call(), file: file, line: line) { error in
        XCTAssertEqual(error as? Failure, expected, file: file, line: line)
    }
}
