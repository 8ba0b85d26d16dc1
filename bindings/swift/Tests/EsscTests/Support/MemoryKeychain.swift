// A keychain in memory, whose hardware, user and faults a test decides.

import Foundation

@testable import Essc

/// A keychain for tests. Its keys sign, by the core's software keys.
final class MemoryKeychain: DeviceKeychain, @unchecked Sendable {
    // Tests use it on one thread.
    private let keys = SoftwareKeyStore()
    private var items: [String: Data] = [:]
    private var guarded: [Data: KeyGuard] = [:]

    var hasSecureEnclave: Bool
    var biometryState: Data? = Data("one finger".utf8)
    /// Thrown by the next call of this name, once.
    var faults: [Call: PlatformFault] = [:]
    /// Where keys were made, in order.
    private(set) var made: [KeyHome] = []

    enum Call { case make, has, sign, delete, read, write, remove }

    init(hasSecureEnclave: Bool) {
        self.hasSecureEnclave = hasSecureEnclave
    }

    /// What the system does to an identity key when a finger is added.
    func enrollAnotherFinger() {
        biometryState = Data("two fingers".utf8)
    }

    /// What the system does when the passcode is removed: keys for each use are gone.
    func removePasscode() {
        for (tag, guarded) in guarded {
            if case .user = guarded { self.guarded[tag] = nil }
        }
    }

    func makeKey(tag: Data, home: KeyHome, guarded: KeyGuard) throws(PlatformFault) -> Data {
        try check(.make)
        let policy = KeyPolicy(algorithm: .es256, authentication: .unlockedDevice, hardware: .any)
        made.append(home)
        self.guarded[tag] = guarded
        do {
            return try keys.generate(alias: alias(tag), policy: policy, request: .none).publicKey
        } catch {
            throw PlatformFault(domain: "test", code: 1)
        }
    }

    func hasKey(tag: Data) throws(PlatformFault) -> Bool {
        try check(.has)
        return guarded[tag] != nil
    }

    func sign(tag: Data, message: Data, prompt: SignPrompt?) throws(PlatformFault) -> Data {
        try check(.sign)
        guard let guarded = guarded[tag] else {
            throw PlatformFault(domain: PlatformFault.keychain, code: -25300)
        }
        if case .user = guarded, prompt == nil {
            throw PlatformFault(domain: PlatformFault.authentication, code: -1004)
        }
        do {
            return try keys.sign(alias: alias(tag), message: message, prompt: nil)
        } catch {
            throw PlatformFault(domain: "test", code: 2)
        }
    }

    func deleteKey(tag: Data) throws(PlatformFault) {
        try check(.delete)
        guarded[tag] = nil
    }

    func read(service: String, name: String) throws(PlatformFault) -> Data? {
        try check(.read)
        return items["\(service)/\(name)"]
    }

    func write(_ secret: Data, service: String, name: String) throws(PlatformFault) {
        try check(.write)
        items["\(service)/\(name)"] = secret
    }

    func remove(service: String, name: String) throws(PlatformFault) {
        try check(.remove)
        items["\(service)/\(name)"] = nil
    }

    private func alias(_ tag: Data) -> String {
        String(decoding: tag, as: UTF8.self)
    }

    private func check(_ call: Call) throws(PlatformFault) {
        if let fault = faults.removeValue(forKey: call) { throw fault }
    }
}
