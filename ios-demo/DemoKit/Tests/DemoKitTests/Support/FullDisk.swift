// A disk without room, for one folder.

import Foundation

/// Puts a folder in which nobody, not even root, can make a file in the place of one that the SDK has
/// open: the SDK is refused every write, as by a disk without room.
struct FullDisk {
    private let folder: URL
    private let aside: URL

    /// - Throws: ``Missing`` when there is no folder of this name, or nothing to put in its place.
    init(inPlaceOf name: String, below above: URL) throws {
        let sealed = "/dev/pts"
        guard FileManager.default.fileExists(atPath: sealed) else {
            throw Missing(what: "\(sealed), which Linux has")
        }
        let below = FileManager.default.enumerator(at: above, includingPropertiesForKeys: nil)
        let all = below?.allObjects as? [URL] ?? []
        guard let found = all.first(where: { $0.lastPathComponent == name }) else {
            throw Missing(what: "a folder \(name) below \(above.path)")
        }
        folder = URL(fileURLWithPath: found.path, isDirectory: false)
        aside = folder.appendingPathExtension("aside")
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
