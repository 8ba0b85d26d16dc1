// Device keys in the Secure Enclave, as an app uses them.

#if canImport(Security) && canImport(LocalAuthentication)
    import Foundation

    /// Device keys that never leave the Secure Enclave.
    ///
    /// The everyday key signs while the phone is unlocked; the identity key asks for its user each
    /// time, as ``UserCheck`` says. Neither is in a backup, neither moves to another phone.
    ///
    /// A policy that asks for hardware is met by the Secure Enclave alone: where there is none, as in
    /// the simulator, making the key fails. Only a policy that takes any hardware gets a key of the
    /// keychain there, and that one says of itself that it is software.
    ///
    /// On macOS the app needs a keychain access group in its entitlements.
    public final class SecureEnclaveKeyStore: KeyStore {
        /// Attests a new key, as ``AppAttest`` does. Called on a thread that may block. Where it gives
        /// none, or throws, the key comes without attestation.
        public typealias Attest = @Sendable (KeyToAttest) throws -> Attestation?

        private let keys: KeychainKeys<SystemKeychain>

        /// - Parameters:
        ///   - userCheck: How identity keys that are made from now on ask for their user.
        ///   - accessGroup: The keychain access group. If nil, the app's own is used.
        ///   - attest: Attests new keys, for example `AppAttest().attest`. If nil, keys have no
        ///     attestation, and the issuer decides whether it accepts them.
        public init(
            userCheck: UserCheck = .currentBiometry, accessGroup: String? = nil,
            attest: Attest? = nil
        ) {
            keys = KeychainKeys(
                SystemKeychain(accessGroup: accessGroup), userCheck: userCheck, attest: attest)
        }

        /// Makes a key, replacing one of the same alias.
        ///
        /// - Throws: ``KeyStoreError/unavailable(reason:)`` when the policy can't be met in full.
        public func generate(
            alias: String, policy: KeyPolicy, request: AttestationRequest
        ) throws -> KeyInfo {
            try keys.generate(alias: alias, policy: policy, request: request)
        }

        /// Signs SHA-256 of the message: ASN.1 DER. Waits for the user where the key asks for them, and
        /// must not be called on the main thread. When the code that it signs isn't waited for any more,
        /// the question is taken from the screen.
        ///
        /// - Throws: ``KeyStoreError``; ``KeyStoreError/invalidated`` after a change of face, finger or
        ///   passcode.
        public func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
            try keys.sign(alias: alias, message: message, prompt: prompt)
        }

        /// What is known of the key. Asks nobody.
        ///
        /// - Throws: ``KeyStoreError``.
        public func info(alias: String) throws -> KeyInfo {
            try keys.info(alias: alias)
        }

        /// Deletes exactly this key; one that does not exist is deleted already.
        ///
        /// - Throws: ``KeyStoreError/unavailable(reason:)``.
        public func delete(alias: String) throws {
            try keys.delete(alias: alias)
        }
    }
#endif
