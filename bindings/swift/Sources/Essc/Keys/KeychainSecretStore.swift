// The vault's key in the keychain, as an app uses it.

#if canImport(Security) && canImport(LocalAuthentication)
    import Foundation

    /// Secrets in the keychain of this device: readable while it is unlocked, in no backup, on no other
    /// device. After a restored backup a secret is therefore gone, and the wallet says so.
    public final class KeychainSecretStore: SecretStore {
        private let secrets: KeychainSecrets<SystemKeychain>

        /// - Parameters:
        ///   - service: Whose secrets these are; each wallet directory has a service of its own.
        ///   - accessGroup: The keychain access group. If nil, the app's own is used.
        public init(service: String = "org.essc.secrets", accessGroup: String? = nil) {
            secrets = KeychainSecrets(SystemKeychain(accessGroup: accessGroup), service: service)
        }

        /// The secret of this name; none when there is none.
        ///
        /// - Throws: ``SecretStoreError``, as while the phone is locked.
        public func load(name: String) throws -> Data? {
            try secrets.load(name: name)
        }

        /// Keeps a secret, replacing one of the same name.
        ///
        /// - Throws: ``SecretStoreError``.
        public func save(name: String, secret: Data) throws {
            try secrets.save(name: name, secret: secret)
        }

        /// Deletes exactly this secret; one that does not exist is deleted already.
        ///
        /// - Throws: ``SecretStoreError``.
        public func delete(name: String) throws {
            try secrets.delete(name: name)
        }
    }
#endif
