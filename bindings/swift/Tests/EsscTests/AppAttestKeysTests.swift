import XCTest

@testable import Essc

/// Which App Attest key vouches for a device key, over a scripted App Attest and a keychain in memory.
final class AppAttestKeysTests: XCTestCase {
    private let issuer = "https://issuer.example/440100"
    private let apple = ScriptedAppAttest()
    private let keychain = MemoryKeychain(hasSecureEnclave: true)
    private let pauses = Collected<TimeInterval>()

    private var attester: AppAttestKeys<ScriptedAppAttest, MemoryKeychain> {
        AppAttestKeys(apple, items: keychain) { [pauses] in pauses.add($0) }
    }

    private func request(
        _ nonce: UInt8, known: UInt8? = nil, by issuer: String? = nil
    ) -> AttestationRequest {
        AttestationRequest(
            issuer: issuer ?? self.issuer, nonce: "\(nonce)",
            challenge: Data(repeating: nonce, count: 32),
            appAttestKey: known.map(ScriptedAppAttest.bytes))
    }

    private func key(
        _ request: AttestationRequest, authentication: Authentication = .unlockedDevice,
        level: SecurityLevel = .secureElement
    ) throws -> KeyToAttest {
        let policy = KeyPolicy(
            algorithm: .es256, authentication: .unlockedDevice, hardware: .any)
        let made = try SoftwareKeyStore().generate(
            alias: "essc.card.key", policy: policy, request: .none)
        let asked = KeyPolicy(
            algorithm: .es256, authentication: authentication, hardware: .secureElement)
        return KeyToAttest(
            publicKey: made.publicKey, securityLevel: level, policy: asked, request: request)
    }

    private func hashes(_ key: KeyToAttest) throws -> AppAttestClientData {
        try appAttestClientData(
            publicKey: key.publicKey, request: key.request,
            authentication: key.policy.authentication)
    }

    /// What a key that Apple has attested gives for the first time.
    private func first(_ nth: UInt8, _ key: KeyToAttest) throws -> Attestation {
        let hashes = try hashes(key)
        return .appAttest(
            keyID: ScriptedAppAttest.bytes(nth),
            attestation: Data("attested ".utf8) + hashes.attestation,
            assertion: Data([1]) + hashes.assertion)
    }

    func testTheFirstKeyIsAttestedOverTheNonceAndVouchesForTheDeviceKey() throws {
        let key = try key(request(1))
        XCTAssertEqual(attester.attest(key), try first(1, key))
        let hashes = try hashes(key)
        let id = ScriptedAppAttest.id(1)
        let calls: [ScriptedAppAttest.Call] = [
            .made(id), .attested(id, over: hashes.attestation),
            .asserted(id, over: hashes.assertion),
        ]
        XCTAssertEqual(apple.calls, calls)
    }

    func testAKeyThatTheIssuerKnowsOnlyAssertsAndItsCounterRises() throws {
        _ = attester.attest(try key(request(1)))
        for counter in UInt8(2)...4 {
            let next = try key(request(counter, known: 1), authentication: .eachUse)
            XCTAssertEqual(
                attester.attest(next),
                .appAttest(
                    keyID: ScriptedAppAttest.bytes(1), attestation: nil,
                    assertion: Data([counter]) + (try hashes(next).assertion)))
        }
    }

    func testAKeyThatWasAttestedForANonceThatCameToNothingIsLeftBehind() throws {
        _ = attester.attest(try key(request(1)))
        // The issuer has not answered: what it has of the first key, nobody knows.
        let next = try key(request(2))
        XCTAssertEqual(attester.attest(next), try first(2, next))
    }

    func testEachIssuerHasAKeyOfItsOwn() throws {
        let other = "https://issuer.example/440300"
        _ = attester.attest(try key(request(1)))
        let elsewhere = try key(request(2, by: other))
        XCTAssertEqual(attester.attest(elsewhere), try first(2, elsewhere))
        // And keeps it: another issuer's is not known here, whatever is claimed.
        let claimed = try key(request(3, known: 1, by: other))
        XCTAssertEqual(attester.attest(claimed), try first(3, claimed))
    }

    func testWalletsOfOneAppEachGoOnWithTheirKeyAtOneIssuer() throws {
        _ = attester.attest(try key(request(1)))
        _ = attester.attest(try key(request(2)))
        for known in [UInt8(1), 2, 1] {
            let next = try key(request(3, known: known))
            guard case .appAttest(let id, nil, _) = attester.attest(next) else {
                return XCTFail("key \(known) is attested again")
            }
            XCTAssertEqual(id, ScriptedAppAttest.bytes(known))
        }
    }

    func testAnUnreachableServerIsTriedAgainWithTheSameKeyAndHash() throws {
        apple.failToAttest([.serverUnavailable, .serverUnavailable])
        let key = try key(request(1))
        XCTAssertEqual(attester.attest(key), try first(1, key))
        XCTAssertEqual(pauses.values, [1, 2])
        let id = ScriptedAppAttest.id(1)
        let hash = try hashes(key).attestation
        let attested = apple.calls.filter { $0 == .attested(id, over: hash) }
        XCTAssertEqual(attested.count, 3)
        XCTAssertEqual(apple.calls.count, 5, "one key, three tries, one assertion")
    }

    func testAServerThatStaysAwayLeavesTheDeviceKeyUnattestedAndItsOwnForTheNextTime() throws {
        apple.failToAttest([.serverUnavailable, .serverUnavailable, .serverUnavailable])
        let key = try key(request(1))
        XCTAssertNil(attester.attest(key))
        // Another process, the same key, and the same hash for the same nonce.
        XCTAssertEqual(attester.attest(key), try first(1, key))
        XCTAssertFalse(apple.calls.contains(.made(ScriptedAppAttest.id(2))))
    }

    func testAKeyThatWaitedForTheServerIsAttestedOverTheNextNonce() throws {
        apple.failToAttest([.serverUnavailable, .serverUnavailable, .serverUnavailable])
        XCTAssertNil(attester.attest(try key(request(1))))
        let next = try key(request(2))
        XCTAssertEqual(attester.attest(next), try first(1, next))
    }

    func testAKeyThatAppleRefusesIsDiscarded() throws {
        apple.failToAttest([.failed])
        XCTAssertNil(attester.attest(try key(request(1))))
        XCTAssertEqual(pauses.values, [], "nobody waits for what time doesn't mend")
        let next = try key(request(2))
        XCTAssertEqual(attester.attest(next), try first(2, next))
    }

    func testAKeyWhoseAttestationGotLostOnTheWayMakesRoomForAnother() throws {
        apple.failToAttest([.serverUnavailable, .serverUnavailable])
        apple.loseNextAnswer()
        XCTAssertNil(attester.attest(try key(request(1))))
        let next = try key(request(2))
        XCTAssertEqual(attester.attest(next), try first(2, next))
    }

    func testAKeyThatIsGoneIsReplacedAtOnce() throws {
        _ = attester.attest(try key(request(1)))
        apple.loseKeys()
        let next = try key(request(2, known: 1))
        XCTAssertEqual(attester.attest(next), try first(2, next))
        let known = try key(request(3, known: 2))
        guard case .appAttest(_, nil, _) = attester.attest(known) else {
            return XCTFail("the new key is attested again")
        }
    }

    func testAPhoneRestoredFromABackupMakesAKeyOfItsOwn() throws {
        // The wallet's folder came along; neither keychain nor App Attest keys did.
        let next = try key(request(2, known: 9))
        XCTAssertEqual(attester.attest(next), try first(1, next))
    }

    func testAnAnswerThatCouldNotBeNotedCostsAKeyAndNoCard() throws {
        let refused = PlatformFault(domain: PlatformFault.keychain, code: -50)
        // As a kill does, before the first read and before the first write.
        for call in [MemoryKeychain.Call.read, .write] {
            keychain.faults = [call: refused]
            XCTAssertNil(attester.attest(try key(request(1))))
        }
        XCTAssertEqual(apple.calls, [.made(ScriptedAppAttest.id(1))])
        let next = try key(request(2))
        XCTAssertEqual(attester.attest(next), try first(2, next))
    }

    func testANoteThatCannotBeReadIsNone() throws {
        try keychain.write(Data("{".utf8), service: "org.essc.app-attest", name: issuer)
        let key = try key(request(1, known: 1))
        XCTAssertEqual(attester.attest(key), try first(1, key))
    }

    func testWhereThereIsNoAppAttestAppleIsNotAsked() throws {
        apple.isSupported = false
        XCTAssertNil(attester.attest(try key(request(1))))
        apple.isSupported = true
        // The app would vouch for what is not so.
        XCTAssertNil(attester.attest(try key(request(1), level: .software)))
        XCTAssertNil(attester.attest(try key(.none)))
        let short = AttestationRequest(issuer: issuer, nonce: "1", challenge: Data([1]))
        XCTAssertNil(attester.attest(try key(short)))
        XCTAssertEqual(apple.calls, [])
    }

    func testAssertionsAreMadeOneAfterTheOther() throws {
        _ = attester.attest(try key(request(1)))
        let keys = try (0..<8).map { _ in try key(request(2, known: 1)) }
        let (attester, counters) = (attester, Collected<UInt8>())
        DispatchQueue.concurrentPerform(iterations: keys.count) { nth in
            guard case .appAttest(_, nil, let assertion) = attester.attest(keys[nth]) else {
                return
            }
            counters.add(assertion[0])
        }
        XCTAssertEqual(counters.values.sorted(), Array(2...9))
        XCTAssertEqual(apple.mostAtOnce, 1)
    }

    func testTheStoreTellsTheAttesterWhatItMade() throws {
        let keys = KeychainKeys(
            keychain, userCheck: .currentBiometry, attest: { [attester] in attester.attest($0) })
        let policy = KeyPolicy(
            algorithm: .es256, authentication: .eachUse, hardware: .secureElement)
        let info = try keys.generate(
            alias: "essc.card.identity", policy: policy, request: request(1))
        let made = KeyToAttest(
            publicKey: info.publicKey, securityLevel: .secureElement, policy: policy,
            request: request(1))
        XCTAssertEqual(info.attestation, try first(1, made))
    }

    func testTheHashesAreThoseOfTheVectors() throws {
        struct Vectors: Decodable {
            let cases: [Case]
        }
        struct Case: Decodable {
            let public_key, c_nonce, role, challenge: String
            let attestation_client_data_hash, assertion_client_data_hash: String
        }
        let file = Repository.vectors.appendingPathComponent("app-attest.json")
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        XCTAssertFalse(vectors.cases.isEmpty)
        for vector in vectors.cases {
            let request = AttestationRequest(
                issuer: issuer, nonce: vector.c_nonce, challenge: try bytes(vector.challenge))
            let hashes = try appAttestClientData(
                publicKey: try bytes(vector.public_key), request: request,
                authentication: vector.role == "identity" ? .eachUse : .unlockedDevice)
            XCTAssertEqual(hashes.attestation, try bytes(vector.attestation_client_data_hash))
            XCTAssertEqual(hashes.assertion, try bytes(vector.assertion_client_data_hash))
        }
    }

    private func bytes(_ hex: String) throws -> Data {
        var bytes = Data()
        var rest = hex[...]
        while !rest.isEmpty {
            bytes.append(try XCTUnwrap(UInt8(rest.prefix(2), radix: 16)))
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
