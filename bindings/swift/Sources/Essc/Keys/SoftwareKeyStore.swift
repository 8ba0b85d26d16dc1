// Keys and secrets in files: for tills, gates and tests.

import Foundation

/// Keys in memory or in files that only their owner may read. **No hardware protection.**
public final class SoftwareKeyStore: KeyStore {
    private let core: CoreSoftwareKeyStore

    /// Keys that live as long as this object.
    public init() {
        core = .inMemory()
    }

    /// Keys in files.
    ///
    /// - Throws: ``KeyStoreError/unavailable(reason:)`` when the directory can't be made.
    public init(directory: URL) throws(KeyStoreError) {
        do {
            core = try .inDirectory(directory: directory)
        } catch {
            throw error as? KeyStoreError ?? .unavailable(reason: "the store broke off")
        }
    }

    /// Makes a key, replacing one of the same alias. Nobody attests it.
    public func generate(
        alias: String, policy: KeyPolicy, request: AttestationRequest
    ) throws -> KeyInfo {
        try core.generate(alias: alias, policy: policy, request: request)
    }

    /// Signs SHA-256 of the message: ASN.1 DER. Asks nobody.
    public func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
        try core.sign(alias: alias, message: message, prompt: prompt)
    }

    /// What is known of the key.
    public func info(alias: String) throws -> KeyInfo {
        try core.info(alias: alias)
    }

    /// Deletes exactly this key; one that does not exist is deleted already.
    public func delete(alias: String) throws {
        try core.delete(alias: alias)
    }

    /// Makes a key dead for good, as a new fingerprint does on a phone. For tests and demonstrations.
    public func invalidate(alias: String) {
        core.invalidate(alias: alias)
    }
}

/// One file of mode 0600 for each secret. **No hardware protection**: who can read the files has the
/// secrets.
public final class FileSecretStore: SecretStore {
    private let core: CoreFileSecretStore

    /// - Throws: ``SecretStoreError/unavailable(reason:)`` when the directory can't be made.
    public init(directory: URL) throws(SecretStoreError) {
        do {
            core = try .inDirectory(directory: directory)
        } catch {
            throw error as? SecretStoreError ?? .unavailable(reason: "the store broke off")
        }
    }

    /// The secret; none when there is none.
    public func load(name: String) throws -> Data? {
        try core.load(name: name)
    }

    /// Keeps a secret, replacing one of the same name.
    public func save(name: String, secret: Data) throws {
        try core.save(name: name, secret: secret)
    }

    /// Deletes exactly this secret; one that isn't there is deleted already.
    public func delete(name: String) throws {
        try core.delete(name: name)
    }
}
