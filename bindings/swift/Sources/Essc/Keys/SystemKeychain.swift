// Apple's keychain and Secure Enclave. Calls only: the rules are in KeychainKeys and KeychainSecrets.

#if canImport(Security) && canImport(LocalAuthentication)
    import CryptoKit
    import Foundation
    import LocalAuthentication
    import Security

    /// The app's keychain, or one that it shares with others of its maker.
    struct SystemKeychain: DeviceKeychain {
        /// The access group. If nil, the app's own is used.
        let accessGroup: String?

        var hasSecureEnclave: Bool {
            // A simulator lends the Mac's, which is not the hardware that an app is tested for.
            #if targetEnvironment(simulator)
                return false
            #else
                return SecureEnclave.isAvailable
            #endif
        }

        var biometryState: Data? {
            let context = LAContext()
            // Without a face or finger enrolled, or locked out, there is no state to be told.
            guard context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
            else { return nil }
            return context.evaluatedPolicyDomainState
        }

        func makeKey(tag: Data, home: KeyHome, guarded: KeyGuard) throws(PlatformFault) -> Data {
            var attributes: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
                kSecAttrKeySizeInBits: 256,
                kSecUseDataProtectionKeychain: true,
                kSecPrivateKeyAttrs: [
                    kSecAttrIsPermanent: true,
                    kSecAttrApplicationTag: tag,
                    kSecAttrAccessControl: try Self.accessControl(home: home, guarded: guarded),
                ] as [CFString: Any],
            ]
            if home == .secureEnclave {
                attributes[kSecAttrTokenID] = kSecAttrTokenIDSecureEnclave
            }
            if let accessGroup {
                attributes[kSecAttrAccessGroup] = accessGroup
            }
            var error: Unmanaged<CFError>?
            guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error),
                let publicKey = SecKeyCopyPublicKey(key),
                let point = SecKeyCopyExternalRepresentation(publicKey, &error)
            else {
                throw Self.fault(error)
            }
            return point as Data
        }

        func hasKey(tag: Data) throws(PlatformFault) -> Bool {
            var query = keyQuery(tag)
            // Attributes are told without asking the user.
            query[kSecReturnAttributes] = true
            let status = SecItemCopyMatching(query as CFDictionary, nil)
            if status == errSecItemNotFound { return false }
            try Self.check(status)
            return true
        }

        func sign(tag: Data, message: Data, prompt: SignPrompt?) throws(PlatformFault) -> Data {
            let question = Question(prompt)
            return try Caller.asking(takeAway: question.takeAway) { () throws(PlatformFault) in
                try sign(tag: tag, message: message, asking: question.context)
            }
        }

        private func sign(
            tag: Data, message: Data, asking context: LAContext
        ) throws(PlatformFault) -> Data {
            var query = keyQuery(tag)
            query[kSecReturnRef] = true
            query[kSecUseAuthenticationContext] = context
            var found: CFTypeRef?
            try Self.check(SecItemCopyMatching(query as CFDictionary, &found))
            guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else {
                throw PlatformFault(domain: PlatformFault.keychain, code: Int(errSecItemNotFound))
            }
            // Checked above; Core Foundation's types know no conditional cast.
            let key = found as! SecKey
            var error: Unmanaged<CFError>?
            let signature = SecKeyCreateSignature(
                key, .ecdsaSignatureMessageX962SHA256, message as CFData, &error)
            guard let signature else { throw Self.fault(error) }
            return signature as Data
        }

        func deleteKey(tag: Data) throws(PlatformFault) {
            let status = SecItemDelete(keyQuery(tag) as CFDictionary)
            if status != errSecItemNotFound { try Self.check(status) }
        }

        func read(service: String, name: String) throws(PlatformFault) -> Data? {
            var query = itemQuery(service, name)
            query[kSecReturnData] = true
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try Self.check(status)
            return found as? Data
        }

        func write(_ secret: Data, service: String, name: String) throws(PlatformFault) {
            let value: [CFString: Any] = [kSecValueData: secret]
            let query = itemQuery(service, name)
            let status = SecItemUpdate(query as CFDictionary, value as CFDictionary)
            guard status == errSecItemNotFound else { return try Self.check(status) }
            var item = query.merging(value) { _, new in new }
            // Never in a backup, never on another device.
            item[kSecAttrAccessible] = kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            try Self.check(SecItemAdd(item as CFDictionary, nil))
        }

        func remove(service: String, name: String) throws(PlatformFault) {
            let status = SecItemDelete(itemQuery(service, name) as CFDictionary)
            if status != errSecItemNotFound { try Self.check(status) }
        }

        private func keyQuery(_ tag: Data) -> [CFString: Any] {
            inGroup([
                kSecClass: kSecClassKey,
                kSecAttrKeyClass: kSecAttrKeyClassPrivate,
                kSecAttrApplicationTag: tag,
                kSecUseDataProtectionKeychain: true,
            ])
        }

        private func itemQuery(_ service: String, _ name: String) -> [CFString: Any] {
            inGroup([
                kSecClass: kSecClassGenericPassword,
                kSecAttrService: service,
                kSecAttrAccount: name,
                kSecUseDataProtectionKeychain: true,
            ])
        }

        private func inGroup(_ query: [CFString: Any]) -> [CFString: Any] {
            guard let accessGroup else { return query }
            return query.merging([kSecAttrAccessGroup: accessGroup]) { _, new in new }
        }

        private static func accessControl(
            home: KeyHome, guarded: KeyGuard
        ) throws(PlatformFault) -> SecAccessControl {
            var flags: SecAccessControlCreateFlags = home == .secureEnclave ? .privateKeyUsage : []
            let accessible: CFString
            switch guarded {
            case .unlocked:
                accessible = kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            case .user(let check):
                flags.insert(check == .currentBiometry ? .biometryCurrentSet : .userPresence)
                // Dies with the passcode, too.
                accessible = kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly
            }
            var error: Unmanaged<CFError>?
            let control = SecAccessControlCreateWithFlags(nil, accessible, flags, &error)
            guard let control else { throw fault(error) }
            return control
        }

        private static func check(_ status: OSStatus) throws(PlatformFault) {
            guard status == errSecSuccess else {
                throw PlatformFault(domain: PlatformFault.keychain, code: Int(status))
            }
        }

        private static func fault(_ error: Unmanaged<CFError>?) -> PlatformFault {
            guard let error = error?.takeRetainedValue() else {
                return PlatformFault(domain: PlatformFault.keychain, code: Int(errSecParam))
            }
            return PlatformFault(
                domain: CFErrorGetDomain(error) as String, code: CFErrorGetCode(error))
        }
    }

    /// What the system asks the holder before a key signs.
    private struct Question: @unchecked Sendable {
        // Used on one thread, and invalidated from any, as Apple allows.
        let context = LAContext()

        /// - Parameter prompt: What to ask. Without it, a key that needs the user fails.
        init(_ prompt: SignPrompt?) {
            if let prompt {
                context.localizedReason = "\(prompt.title)\n\(prompt.detail)"
            } else {
                context.interactionNotAllowed = true
            }
        }

        /// Takes the question from the screen; the signature fails with `LAError.appCancel`.
        func takeAway() {
            context.invalidate()
        }
    }
#endif
