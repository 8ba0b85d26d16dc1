// Secrets in memory, in a store written in Swift.

import Essc
import Foundation

/// A secret store that crosses the interface from this side. May be told to fail.
final class MemorySecrets: SecretStore, @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var secrets: [String: Data] = [:]
    private var failure: (any Error)?

    /// Lets every call from now on throw; nil: no more.
    func fail(with failure: (any Error)?) {
        lock.withLock { self.failure = failure }
    }

    /// Loses everything, as a backup that is restored on another phone does.
    func lose() {
        lock.withLock { secrets = [:] }
    }

    func load(name: String) throws -> Data? {
        try use { $0[name] }
    }

    func save(name: String, secret: Data) throws {
        try use { $0[name] = secret }
    }

    func delete(name: String) throws {
        try use { $0[name] = nil }
    }

    private func use<Result>(_ work: (inout [String: Data]) -> Result) throws -> Result {
        try lock.withLock {
            if let failure { throw failure }
            return work(&secrets)
        }
    }
}
