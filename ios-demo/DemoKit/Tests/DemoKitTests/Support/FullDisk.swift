// A disk that refuses, for one folder.

import Foundation

/// Lets no file that the SDK has below a folder be replaced: it writes the new one beside the old one
/// first, and there a directory is in its way.
struct FullDisk {
    private let traps: [URL]

    init(below folder: URL) throws {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let all = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension != "new" }
        traps = all.filter { !$0.hasDirectoryPath }.map { $0.appendingPathExtension("new") }
        for trap in traps {
            try FileManager.default.createDirectory(
                at: trap, withIntermediateDirectories: false)
        }
    }

    /// There is room again.
    func makeRoom() {
        for trap in traps { try? FileManager.default.removeItem(at: trap) }
    }
}
