// Apple's App Attest in memory, whose servers and faults a test decides.

import Foundation

@testable import Essc

/// Keys that are attested once and count their assertions, as Apple's do. What it gives shows what it was
/// given.
final class ScriptedAppAttest: AppAttestService, @unchecked Sendable {
    /// What was asked, in order.
    enum Call: Equatable {
        case made(String)
        case attested(String, over: Data)
        case asserted(String, over: Data)
    }

    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var supported = true
    private var keys: [String: Key] = [:]
    private var made: UInt8 = 0
    private var seen: [Call] = []
    private var attestFaults: [AppAttestFault] = []
    private var losesAnswer = false
    private var asserting = 0
    private var mostAsserting = 0

    private struct Key {
        var isAttested = false
        var counter: UInt8 = 0
    }

    var isSupported: Bool {
        get { lock.withLock { supported } }
        set { lock.withLock { supported = newValue } }
    }

    var calls: [Call] { lock.withLock { seen } }

    /// The most assertions that were under way at once.
    var mostAtOnce: Int { lock.withLock { mostAsserting } }

    /// How the next attestations fail, one after the other.
    func failToAttest(_ faults: [AppAttestFault]) {
        lock.withLock { attestFaults = faults }
    }

    /// Apple attests the next key, and the answer gets lost.
    func loseNextAnswer() {
        lock.withLock { losesAnswer = true }
    }

    /// Deletes every key, as reinstalling the app does.
    func loseKeys() {
        lock.withLock { keys = [:] }
    }

    func generateKey() throws(AppAttestFault) -> String {
        lock.withLock {
            made += 1
            let id = Self.id(made)
            keys[id] = Key()
            seen.append(.made(id))
            return id
        }
    }

    func attestKey(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data {
        let fault: AppAttestFault? = lock.withLock {
            seen.append(.attested(keyID, over: clientDataHash))
            if !attestFaults.isEmpty { return attestFaults.removeFirst() }
            guard let key = keys[keyID], !key.isAttested else { return .keyIsGone }
            keys[keyID]?.isAttested = true
            defer { losesAnswer = false }
            return losesAnswer ? .serverUnavailable : nil
        }
        if let fault { throw fault }
        return Data("attested ".utf8) + clientDataHash
    }

    func generateAssertion(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data {
        lock.withLock {
            asserting += 1
            mostAsserting = max(mostAsserting, asserting)
        }
        // Whoever else may come has the time to.
        Thread.sleep(forTimeInterval: 0.001)
        let counter: UInt8? = lock.withLock {
            asserting -= 1
            seen.append(.asserted(keyID, over: clientDataHash))
            guard let key = keys[keyID], key.isAttested else { return nil }
            keys[keyID]?.counter += 1
            return key.counter + 1
        }
        guard let counter else { throw .keyIsGone }
        return Data([counter]) + clientDataHash
    }

    /// The identifier of the key that was made as the nth.
    static func id(_ nth: UInt8) -> String {
        bytes(nth).base64EncodedString()
    }

    /// The same as bytes.
    static func bytes(_ nth: UInt8) -> Data {
        Data(repeating: nth, count: 32)
    }
}

/// What threads bring, in the order in which it came.
final class Collected<Value: Sendable>: @unchecked Sendable {
    // All access holds the lock.
    private let lock = NSLock()
    private var brought: [Value] = []

    var values: [Value] { lock.withLock { brought } }

    func add(_ value: Value) {
        lock.withLock { brought.append(value) }
    }
}
