// Where the tests find what they need, and what to run when it isn't there.

import Foundation

/// What the build hands to the tests.
enum Surroundings {
    /// The command `essc`, whose sandbox is a real issuer.
    static func command() throws -> URL {
        URL(
            fileURLWithPath: try named(
                "ESSC_CLI", "run `cargo build -p essc-cli`, set it to the path of target/debug/essc"
            ))
    }

    /// Where pictures of codes go, for a decoder that isn't ours.
    static func pictures() throws -> URL {
        let folder = URL(
            fileURLWithPath: try named(
                "ESSC_PICTURES", "set it to a folder; `check_pictures.py` reads what is in there"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The folder `tests/vectors`.
    static let vectors: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<6 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("tests/vectors")
    }()

    private static func named(_ variable: String, _ remedy: String) throws -> String {
        guard let path = ProcessInfo.processInfo.environment[variable] else {
            throw Missing(what: "\(variable) is not set: \(remedy)")
        }
        return path
    }
}

/// Something that a test can't do without.
struct Missing: Error, CustomStringConvertible {
    let what: String
    var description: String { what }
}

/// A folder that is removed with its test.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("essc-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
