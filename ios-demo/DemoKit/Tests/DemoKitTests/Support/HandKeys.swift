// The phone's keys, in a test's hands.

import Essc
import Foundation

/// Software keys that count what they sign, and know when they were asked by the thread that draws.
final class HandKeys: KeyStore, @unchecked Sendable {
    private let keys = SoftwareKeyStore()
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var signatures = 0
    private var onMain: [String] = []
    private var claimed = SecurityLevel.software

    /// Signatures made so far, of whatever.
    var signed: Int { lock.withLock { signatures } }

    /// Calls that came on the thread that draws.
    var onMainThread: [String] { lock.withLock { onMain } }

    /// Where the store says that its keys live.
    var level: SecurityLevel {
        get { lock.withLock { claimed } }
        set { lock.withLock { claimed = newValue } }
    }

    func invalidate(alias: String) {
        keys.invalidate(alias: alias)
    }

    func generate(alias: String, policy: KeyPolicy, request: AttestationRequest) throws -> KeyInfo {
        note("generate")
        return claiming(try keys.generate(alias: alias, policy: policy, request: request))
    }

    func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
        note("sign")
        lock.withLock { signatures += 1 }
        return try keys.sign(alias: alias, message: message, prompt: prompt)
    }

    func info(alias: String) throws -> KeyInfo {
        note("info")
        return claiming(try keys.info(alias: alias))
    }

    func delete(alias: String) throws {
        note("delete")
        try keys.delete(alias: alias)
    }

    private func claiming(_ info: KeyInfo) -> KeyInfo {
        KeyInfo(
            publicKey: info.publicKey, securityLevel: level, attestation: info.attestation)
    }

    private func note(_ call: String) {
        if Thread.isMainThread { lock.withLock { onMain.append(call) } }
    }
}
