// A disk without room, for one folder.

import Foundation

/// Puts a folder in the place of one that the SDK has open in which nobody, not even root, can make a
/// file: to the SDK that is as good as a disk without room.
struct FullDisk {
    private let folder: URL
    private var aside: URL { folder.appendingPathExtension("aside") }

    /// - Throws: ``Missing`` when there is no such folder, or no place that nobody can write.
    init(inPlaceOf name: String, below above: URL) throws {
        let below = FileManager.default.enumerator(at: above, includingPropertiesForKeys: nil)
        let all = below?.allObjects as? [URL] ?? []
        guard let folder = all.first(where: { $0.lastPathComponent == name }) else {
            throw Missing(what: "a folder \(name) below \(above.path)")
        }
        self.folder = URL(fileURLWithPath: folder.path, isDirectory: false)
        let sealed = "/sys"
        guard FileManager.default.fileExists(atPath: sealed) else {
            throw Missing(what: "\(sealed), which Linux has")
        }
        try FileManager.default.moveItem(at: folder, to: aside)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path, withDestinationPath: sealed)
    }

    /// There is room again.
    func makeRoom() throws {
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.moveItem(at: aside, to: folder)
    }
}
