// Apple's App Attest, as an app uses it. Calls only: the rules are in AppAttestKeys.

#if canImport(DeviceCheck) && canImport(Security) && canImport(LocalAuthentication)
    import DeviceCheck
    import Foundation

    /// Vouches for new device keys with App Attest: Apple attests the app, and the app the key.
    ///
    /// ```swift
    /// let keys = SecureEnclaveKeyStore(attest: AppAttest().attest)
    /// ```
    ///
    /// One App Attest key serves one issuer. Which issuer has which is noted in the keychain of this
    /// device; the wallet tells which of them an issuer has answered to. Where App Attest can't be had (a
    /// device or extension without it, Apple's servers out of reach, a key of the keychain instead of the
    /// Secure Enclave's), a key comes without attestation, and the issuer decides what that is good for.
    ///
    /// The app needs the App Attest capability. Its development environment counts in sandboxes only.
    public final class AppAttest: Sendable {
        private let keys: AppAttestKeys<SystemAppAttest, SystemKeychain>

        /// - Parameter accessGroup: The keychain access group in which it notes its
        ///   keys. If nil, the app's own is used.
        public init(accessGroup: String? = nil) {
            keys = AppAttestKeys(SystemAppAttest(), items: SystemKeychain(accessGroup: accessGroup))
        }

        /// Vouches for a new key. Asks Apple's servers where the issuer has no App Attest key of this app
        /// yet; waits for seconds, and never on the thread that draws.
        public func attest(_ key: KeyToAttest) -> Attestation? {
            keys.attest(key)
        }
    }

    /// `DCAppAttestService`, waited for.
    struct SystemAppAttest: AppAttestService {
        /// How long Apple's answer is waited for: somebody is enrolling a card.
        private static let patience = DispatchTimeInterval.seconds(10)

        var isSupported: Bool {
            DCAppAttestService.shared.isSupported
        }

        func generateKey() throws(AppAttestFault) -> String {
            try Self.waited { DCAppAttestService.shared.generateKey(completionHandler: $0) }
        }

        func attestKey(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data {
            try Self.waited {
                DCAppAttestService.shared.attestKey(
                    keyID, clientDataHash: clientDataHash, completionHandler: $0)
            }
        }

        func generateAssertion(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data
        {
            try Self.waited {
                DCAppAttestService.shared.generateAssertion(
                    keyID, clientDataHash: clientDataHash, completionHandler: $0)
            }
        }

        private static func waited<Value: Sendable>(
            _ call: (@escaping @Sendable (Value?, (any Error)?) -> Void) -> Void
        ) throws(AppAttestFault) -> Value {
            let answer = Answer<Value>()
            call { value, error in
                answer.give(value.map(Result.success) ?? .failure(fault(error)))
            }
            return try answer.wait(for: patience).get()
        }

        private static func fault(_ error: (any Error)?) -> AppAttestFault {
            switch (error as? DCError)?.code {
            case .invalidKey, .invalidInput: .keyIsGone
            case .serverUnavailable: .serverUnavailable
            default: .failed
            }
        }
    }

    /// An answer that comes on another thread.
    private final class Answer<Value: Sendable>: @unchecked Sendable {
        private let given = DispatchSemaphore(value: 0)
        // All access holds the lock.
        private let lock = NSLock()
        private var result: Result<Value, AppAttestFault>?

        func give(_ result: Result<Value, AppAttestFault>) {
            lock.withLock { self.result = result }
            given.signal()
        }

        /// Late is as good as a server that doesn't answer.
        func wait(for patience: DispatchTimeInterval) -> Result<Value, AppAttestFault> {
            guard given.wait(timeout: .now() + patience) == .success else {
                return .failure(.serverUnavailable)
            }
            return lock.withLock { result } ?? .failure(.failed)
        }
    }
#endif
