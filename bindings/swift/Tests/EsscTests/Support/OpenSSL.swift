// Signatures checked by a library that isn't ours.

import Foundation
import XCTest

/// The command `openssl`, which every system that runs these tests has.
enum OpenSSL {
    /// Whether a DER signature over SHA-256 of the message is the key's, a SEC 1 uncompressed point.
    static func verifies(_ signature: Data, of message: Data, by publicKey: Data) throws -> Bool {
        let folder = try TemporaryFolder()
        let (key, text, signed) = (folder.fresh(), folder.fresh(), folder.fresh())
        try (subjectPublicKeyInfo + publicKey).write(to: key)
        try message.write(to: text)
        try signature.write(to: signed)
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "dgst", "-sha256", "-verify", key.path, "-keyform", "DER", "-signature", signed.path,
            text.path,
        ]
        let output = Pipe()
        openssl.standardOutput = output
        openssl.standardError = output
        try openssl.run()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        openssl.waitUntilExit()
        switch (openssl.terminationStatus, said.contains("Verified OK")) {
        case (0, true): return true
        case (1, false) where said.contains("Verification failure"): return false
        default: throw Repository.Missing(what: "openssl said: \(said)")
        }
    }

    /// What comes before the point in a DER SubjectPublicKeyInfo of P-256 (RFC 5480).
    private static let subjectPublicKeyInfo = Data([
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ])
}
