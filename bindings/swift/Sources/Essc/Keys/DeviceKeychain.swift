// What the key store needs of the system: keys, small secrets, and the state of the biometrics.

import Foundation

/// Where a key is made.
enum KeyHome: String, Codable {
    /// In the Secure Enclave: it never leaves it.
    case secureEnclave = "secure_enclave"
    /// In the keychain, by software.
    case keychain
}

/// Who may use a key.
enum KeyGuard {
    /// Whoever has unlocked the phone.
    case unlocked
    /// Its user, asked each time.
    case user(UserCheck)
}

/// How the user is asked before an identity key signs.
public enum UserCheck: Sendable {
    /// By Face ID or Touch ID as enrolled when the key was made. A face or finger that is added or
    /// removed kills the key: the card is enrolled again. Not to be had where none is enrolled.
    case currentBiometry
    /// By biometrics or the passcode. For phones, and people, without biometrics.
    case biometryOrPasscode
}

/// The keychain and the Secure Enclave. `SystemKeychain` is Apple's; the rules of
/// ``KeychainKeys`` are tested over one in memory.
protocol DeviceKeychain: SecretItems {
    /// Whether keys can be made in a Secure Enclave.
    var hasSecureEnclave: Bool { get }

    /// Changes when a face or finger is enrolled or removed; none where that can't be told now.
    var biometryState: Data? { get }

    /// Makes a P-256 key and gives its public key, a SEC 1 uncompressed point.
    func makeKey(tag: Data, home: KeyHome, guarded: KeyGuard) throws(PlatformFault) -> Data

    /// Whether there is a key of this tag. Asks nobody.
    func hasKey(tag: Data) throws(PlatformFault) -> Bool

    /// Signs SHA-256 of the message: ASN.1 DER. Asks the user, with the prompt, where the key is so
    /// guarded; without a prompt that fails.
    func sign(tag: Data, message: Data, prompt: SignPrompt?) throws(PlatformFault) -> Data

    /// Deletes exactly the key of this tag; one that isn't there is deleted already.
    func deleteKey(tag: Data) throws(PlatformFault)
}

/// Small secrets by service and name: the keychain's generic passwords.
protocol SecretItems: Sendable {
    /// The secret; none when there is none.
    func read(service: String, name: String) throws(PlatformFault) -> Data?

    /// Keeps a secret, replacing one of the same name.
    func write(_ secret: Data, service: String, name: String) throws(PlatformFault)

    /// Deletes exactly this secret; one that isn't there is deleted already.
    func remove(service: String, name: String) throws(PlatformFault)
}
