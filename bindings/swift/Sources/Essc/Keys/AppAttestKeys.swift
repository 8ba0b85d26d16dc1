// Which App Attest key vouches for a device key, and what it is given to sign (protocol §8.5).

import Foundation

/// A device key that was just made, for whoever attests it.
public struct KeyToAttest: Sendable {
    /// SEC 1 uncompressed point, 65 bytes.
    public let publicKey: Data
    /// Where it lives. What vouches for a key in software says what is not so.
    public let securityLevel: SecurityLevel
    /// What it was made for: a key that asks for its user at each use is an identity key.
    public let policy: KeyPolicy
    /// The issuer, its nonce, and the App Attest key that it knows.
    public let request: AttestationRequest
}

/// The App Attest keys of this app: one for each issuer, so that no two of them can compare what they have.
///
/// A key is attested once, for one nonce. So it serves until the issuer is known to have it, and from then
/// on by assertions alone; one that was attested for a nonce that came to nothing is left behind. Assertions
/// are made one after the other in the whole process, since each raises its key's counter.
final class AppAttestKeys<Service: AppAttestService, Items: SecretItems>: Sendable {
    private let service: Service
    private let notes: AppAttestNotes<Items>
    private let pause: @Sendable (TimeInterval) -> Void

    /// - Parameter pause: Waits for so many seconds.
    init(
        _ service: Service, items: Items,
        pause: @escaping @Sendable (TimeInterval) -> Void = { Thread.sleep(forTimeInterval: $0) }
    ) {
        self.service = service
        notes = AppAttestNotes(items)
        self.pause = pause
    }

    /// Vouches for a device key. None where that can't be had: the key is then as it is, and what it
    /// is good for is the issuer's policy.
    func attest(_ key: KeyToAttest) -> Attestation? {
        guard key.securityLevel == .secureElement, !key.request.challenge.isEmpty,
            service.isSupported,
            let hashes = try? appAttestClientData(
                publicKey: key.publicKey, request: key.request,
                authentication: key.policy.authentication)
        else { return nil }
        return turn.withLock {
            do {
                return try attest(key.request, hashes)
            } catch {
                return nil
            }
        }
    }

    private func attest(
        _ request: AttestationRequest, _ hashes: AppAttestClientData
    ) throws -> Attestation? {
        var note = try notes.read(request.issuer)
        if let known = request.appAttestKey?.base64EncodedString(), note.attested.contains(known) {
            do {
                return try assert(known, hashes, attestation: nil)
            } catch AppAttestFault.keyIsGone {
                // Reinstalling the app deletes the key and leaves the note in the keychain.
                note.attested.removeAll { $0 == known }
                try notes.write(note, request.issuer)
            }
        }
        // A key that Apple's servers had no answer for is tried again, before another one is made.
        if let waiting = note.unattested {
            do {
                return try attestOnce(waiting, &note, request, hashes)
            } catch AppAttestFault.keyIsGone {
                // Attested after all, and the answer was lost; or gone.
            }
        }
        let made = try service.generateKey()
        // Noted first: a kill while Apple is asked costs no key.
        note.unattested = made
        try notes.write(note, request.issuer)
        return try attestOnce(made, &note, request, hashes)
    }

    /// Has a key attested, and vouches with it.
    private func attestOnce(
        _ keyID: String, _ note: inout AppAttestNote, _ request: AttestationRequest,
        _ hashes: AppAttestClientData
    ) throws -> Attestation? {
        let attestation: Data
        do {
            attestation = try appleAttestation(of: keyID, hashes.attestation)
        } catch {
            // Apple: keep the key while its servers can't be reached, and discard it otherwise.
            if error != .serverUnavailable {
                note.unattested = nil
                try notes.write(note, request.issuer)
            }
            throw error
        }
        note.unattested = nil
        note.add(attested: keyID)
        try notes.write(note, request.issuer)
        return try assert(keyID, hashes, attestation: attestation)
    }

    /// Apple's attestation of a key. While the servers can't be reached, the same key and hash are tried
    /// again, as Apple asks for: a new key for each try would look like many devices. A later request has
    /// another nonce, and therefore another hash: an attestation over the old one would prove nothing.
    private func appleAttestation(
        of keyID: String, _ hash: Data
    ) throws(AppAttestFault) -> Data {
        for wait in AppAttestNote.pauses {
            do {
                return try service.attestKey(keyID, clientDataHash: hash)
            } catch .serverUnavailable {
                pause(wait)
            } catch {
                throw error
            }
        }
        return try service.attestKey(keyID, clientDataHash: hash)
    }

    private func assert(
        _ keyID: String, _ hashes: AppAttestClientData, attestation: Data?
    ) throws -> Attestation? {
        guard let id = Data(base64Encoded: keyID), id.count == 32 else { return nil }
        let assertion = try service.generateAssertion(keyID, clientDataHash: hashes.assertion)
        return .appAttest(keyID: id, attestation: attestation, assertion: assertion)
    }
}

/// One assertion after the other, whoever asks: an issuer refuses a counter that doesn't rise.
private let turn = NSLock()

/// What is remembered of an issuer's App Attest keys: their identifiers as Apple gives them.
struct AppAttestNote: Codable, Equatable {
    /// Most attested keys that are remembered. More than one there is where several wallets of an app
    /// have one issuer, and where an enrolment broke off.
    static let most = 8
    /// Seconds between tries, while somebody waits who is enrolling a card.
    static let pauses: [TimeInterval] = [1, 2]

    /// Made, and not attested as far as is known.
    var unattested: String?
    /// Attested, oldest first.
    var attested: [String] = []

    mutating func add(attested keyID: String) {
        attested.append(keyID)
        attested.removeFirst(max(0, attested.count - Self.most))
    }
}

/// The notes in the keychain, one for each issuer: on this device only, like the keys.
struct AppAttestNotes<Items: SecretItems>: Sendable {
    private static var service: String { "org.essc.app-attest" }

    private let items: Items

    init(_ items: Items) {
        self.items = items
    }

    /// A note that isn't there, or can't be read, is an empty one.
    func read(_ issuer: String) throws(PlatformFault) -> AppAttestNote {
        let kept = try items.read(service: Self.service, name: issuer)
        return kept.flatMap { try? JSONDecoder().decode(AppAttestNote.self, from: $0) }
            ?? AppAttestNote()
    }

    func write(_ note: AppAttestNote, _ issuer: String) throws(PlatformFault) {
        // Plain texts: this has no way to fail.
        let encoded = (try? JSONEncoder().encode(note)) ?? Data()
        try items.write(encoded, service: Self.service, name: issuer)
    }
}
