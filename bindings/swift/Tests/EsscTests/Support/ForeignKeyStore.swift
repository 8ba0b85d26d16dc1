// A key store written in Swift, which crosses the interface and does what a test wants.

import Essc
import Foundation

/// Software keys behind a store of this side. A test may change what a call does.
final class ForeignKeyStore: KeyStore, @unchecked Sendable {
    /// A call that was made, and how to do it well.
    struct Signing {
        let alias: String
        let message: Data
        let prompt: SignPrompt?
        let wellDone: () throws -> Data
    }

    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var signing: (@Sendable (Signing) throws -> Data)?
    private var failure: (any Error)?
    private var seen: [SignPrompt] = []
    private let keys = SoftwareKeyStore()

    /// Changes how signatures are made; nil: well again.
    func sign(by signing: (@Sendable (Signing) throws -> Data)?) {
        lock.withLock { self.signing = signing }
    }

    /// Lets keys not be made from now on; nil: again.
    func refuseKeys(with failure: (any Error)?) {
        lock.withLock { self.failure = failure }
    }

    /// What the user was asked so far.
    var prompts: [SignPrompt] {
        lock.withLock { seen }
    }

    /// Kills a key, as a new finger does.
    func invalidate(_ alias: String) {
        keys.invalidate(alias: alias)
    }

    func generate(alias: String, policy: KeyPolicy, request: AttestationRequest) throws -> KeyInfo {
        if let failure = lock.withLock({ failure }) { throw failure }
        return try keys.generate(alias: alias, policy: policy, request: request)
    }

    func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
        let signing = lock.withLock {
            if let prompt { seen.append(prompt) }
            return self.signing
        }
        let wellDone = { try self.keys.sign(alias: alias, message: message, prompt: prompt) }
        guard let signing else { return try wellDone() }
        return try signing(
            Signing(alias: alias, message: message, prompt: prompt, wellDone: wellDone))
    }

    func info(alias: String) throws -> KeyInfo {
        try keys.info(alias: alias)
    }

    func delete(alias: String) throws {
        try keys.delete(alias: alias)
    }
}
