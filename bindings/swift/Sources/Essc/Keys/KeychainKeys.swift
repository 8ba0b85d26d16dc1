// The rules of the Secure Enclave key store, over any keychain.

import Foundation

/// Device keys in a keychain: which home a policy asks for, what a fault means, and how a key that died
/// is told from one that never was.
///
/// Beside each key lies a mark, a small secret of the same name. It says what the system does not: that
/// the key was made, and for which faces and fingers. A key that is gone while its mark is there was
/// killed by a change of passcode or biometrics.
final class KeychainKeys<Keychain: DeviceKeychain>: KeyStore {
    /// Attests a key; see ``SecureEnclaveKeyStore``.
    typealias Attest = @Sendable (KeyToAttest) throws -> Attestation?

    private static var marks: String { "org.essc.keys" }

    private let keychain: Keychain
    private let userCheck: UserCheck
    private let attest: Attest?

    init(_ keychain: Keychain, userCheck: UserCheck, attest: Attest? = nil) {
        self.keychain = keychain
        self.userCheck = userCheck
        self.attest = attest
    }

    func generate(alias: String, policy: KeyPolicy, request: AttestationRequest) throws -> KeyInfo {
        // Before anything is deleted: a policy that can't be met costs no key.
        let home = try home(for: policy.hardware)
        let guarded: KeyGuard
        switch policy.authentication {
        case .unlockedDevice: guarded = .unlocked
        case .eachUse: guarded = .user(userCheck)
        }
        try delete(alias: alias)
        let publicKey: Data
        do {
            publicKey = try keychain.makeKey(tag: tag(alias), home: home, guarded: guarded)
            let mark = Mark(home: home, publicKey: publicKey, biometry: biometry(of: guarded))
            try keychain.write(mark.encoded, service: Self.marks, name: alias)
        } catch {
            throw KeyStoreError.unavailable(reason: error.reason)
        }
        let level = Mark(home: home, publicKey: publicKey, biometry: nil).info.securityLevel
        let key = KeyToAttest(
            publicKey: publicKey, securityLevel: level, policy: policy, request: request)
        return KeyInfo(
            publicKey: publicKey, securityLevel: level, attestation: attestation(of: key))
    }

    /// None where it can't be had, and where nobody would look at it. What the key is good for then is
    /// the issuer's policy, not this store's.
    private func attestation(of key: KeyToAttest) -> Attestation? {
        guard let attest, !key.request.challenge.isEmpty else { return nil }
        return (try? attest(key)).flatMap { $0 }
    }

    func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
        let mark = try livingMark(alias)
        do {
            return try keychain.sign(tag: tag(alias), message: message, prompt: prompt)
        } catch {
            switch error.meaning {
            // It was there a moment ago.
            case .notFound: throw KeyStoreError.invalidated
            case .cancelled: throw KeyStoreError.cancelled
            case .notAuthenticated:
                // Fingers may have changed while the user was asked.
                throw hasDied(mark) ? KeyStoreError.invalidated : .userNotAuthenticated
            case .unavailable: throw KeyStoreError.unavailable(reason: error.reason)
            }
        }
    }

    func info(alias: String) throws -> KeyInfo {
        try livingMark(alias).info
    }

    func delete(alias: String) throws {
        do {
            // The mark last: while it is there, a key that is gone counts as dead, not as unknown.
            try keychain.deleteKey(tag: tag(alias))
            try keychain.remove(service: Self.marks, name: alias)
        } catch {
            throw KeyStoreError.unavailable(reason: error.reason)
        }
    }

    private func home(for hardware: Hardware) throws -> KeyHome {
        switch hardware {
        case .secureElement, .trustedEnvironment:
            guard keychain.hasSecureEnclave else {
                throw KeyStoreError.unavailable(reason: "there is no Secure Enclave")
            }
            return .secureEnclave
        case .any:
            return keychain.hasSecureEnclave ? .secureEnclave : .keychain
        }
    }

    /// The mark of a key that can sign.
    private func livingMark(_ alias: String) throws -> Mark {
        let (mark, hasKey): (Mark?, Bool)
        do {
            mark = try keychain.read(service: Self.marks, name: alias).flatMap(Mark.init)
            hasKey = try keychain.hasKey(tag: tag(alias))
        } catch {
            throw error.meaning == .notAuthenticated
                ? KeyStoreError.userNotAuthenticated : .unavailable(reason: error.reason)
        }
        guard let mark else { throw KeyStoreError.notFound }
        guard hasKey, !hasDied(mark) else { throw KeyStoreError.invalidated }
        return mark
    }

    private func hasDied(_ mark: Mark) -> Bool {
        guard let then = mark.biometry, let now = keychain.biometryState else { return false }
        return then != now
    }

    /// The state of the biometrics that a key dies with.
    private func biometry(of guarded: KeyGuard) -> Data? {
        if case .user(.currentBiometry) = guarded { keychain.biometryState } else { nil }
    }

    private func tag(_ alias: String) -> Data {
        Data(alias.utf8)
    }
}

/// What is written down beside a key.
private struct Mark: Codable {
    let home: KeyHome
    let publicKey: Data
    let biometry: Data?

    init(home: KeyHome, publicKey: Data, biometry: Data?) {
        self.home = home
        self.publicKey = publicKey
        self.biometry = biometry
    }

    /// A mark that can't be read is none.
    init?(_ encoded: Data) {
        guard let mark = try? JSONDecoder().decode(Self.self, from: encoded) else { return nil }
        self = mark
    }

    var encoded: Data {
        // Three members of plain data: this has no way to fail.
        (try? JSONEncoder().encode(self)) ?? Data()
    }

    var info: KeyInfo {
        let level: SecurityLevel
        switch home {
        case .secureEnclave: level = .secureElement
        case .keychain: level = .software
        }
        return KeyInfo(publicKey: publicKey, securityLevel: level, attestation: nil)
    }
}
