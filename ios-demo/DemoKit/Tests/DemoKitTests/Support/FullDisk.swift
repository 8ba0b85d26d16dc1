// A disk without room, for one folder.

import Foundation

/// Lets every file that the SDK replaces below a folder meet a full disk: it writes the new one beside
/// the old one first, and there a device is that takes nothing.
struct FullDisk {
    private let traps: [URL]

    init(below folder: URL) throws {
        let device = "/dev/full"
        guard FileManager.default.fileExists(atPath: device) else {
            throw Missing(what: "\(device), which Linux has")
        }
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let all = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension != "new" }
        traps = all.filter { !$0.hasDirectoryPath }.map { $0.appendingPathExtension("new") }
        for trap in traps {
            try FileManager.default.createSymbolicLink(
                atPath: trap.path, withDestinationPath: device)
        }
    }

    /// There is room again.
    func makeRoom() {
        for trap in traps { try? FileManager.default.removeItem(at: trap) }
    }
}
