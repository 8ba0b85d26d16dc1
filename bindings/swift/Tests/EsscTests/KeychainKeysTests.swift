import XCTest

@testable import Essc

/// The rules of the Secure Enclave key store that its contract doesn't name.
final class KeychainKeysTests: XCTestCase {
    private let alias = "essc.card.identity"
    private let prompt = SignPrompt(title: "Show your card", detail: "Name")
    private let identity = KeyPolicy(
        algorithm: .es256, authentication: .eachUse, hardware: .secureElement)

    private func made(
        _ keychain: MemoryKeychain, userCheck: UserCheck = .currentBiometry
    ) throws -> KeychainKeys<MemoryKeychain> {
        let keys = KeychainKeys(keychain, userCheck: userCheck)
        _ = try keys.generate(alias: alias, policy: identity, request: .none)
        return keys
    }

    func testHardwareIsTheSecureEnclaveAndNothingElse() throws {
        let keys = KeychainKeys(
            MemoryKeychain(hasSecureEnclave: false), userCheck: .currentBiometry)
        for hardware in [Hardware.secureElement, .trustedEnvironment] {
            let policy = KeyPolicy(
                algorithm: .es256, authentication: .unlockedDevice, hardware: hardware)
            assertThrows(KeyStoreError.unavailable(reason: "there is no Secure Enclave")) {
                try keys.generate(alias: alias, policy: policy, request: .none)
            }
        }
        let any = KeyPolicy(algorithm: .es256, authentication: .unlockedDevice, hardware: .any)
        let info = try keys.generate(alias: alias, policy: any, request: .none)
        XCTAssertEqual(info.securityLevel, .software, "it says what it is")
    }

    func testAnotherFingerKillsAnIdentityKeyForGood() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        keychain.enrollAnotherFinger()
        assertThrows(KeyStoreError.invalidated) {
            try keys.sign(alias: alias, message: Data(), prompt: prompt)
        }
        assertThrows(KeyStoreError.invalidated) { try keys.info(alias: alias) }
        try keys.delete(alias: alias)
        assertThrows(KeyStoreError.notFound) { try keys.info(alias: alias) }
    }

    func testAnotherFingerLeavesAKeyThatThePasscodeOpens() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain, userCheck: .biometryOrPasscode)
        keychain.enrollAnotherFinger()
        XCTAssertNoThrow(try keys.sign(alias: alias, message: Data(), prompt: prompt))
    }

    func testAKeyThatTheSystemRemovedIsDeadAndNotUnknown() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        keychain.removePasscode()
        assertThrows(KeyStoreError.invalidated) { try keys.info(alias: alias) }
    }

    func testBiometricsThatCannotBeToldKillNoKey() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        // Too many wrong fingers: the system tells no state until the passcode is entered.
        keychain.biometryState = nil
        XCTAssertNoThrow(try keys.sign(alias: alias, message: Data(), prompt: prompt))
    }

    func testEveryFaultOfASignatureHasItsError() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        let faults: [(String, Int, KeyStoreError)] = [
            (PlatformFault.keychain, -128, .cancelled),
            (PlatformFault.keychain, -25293, .userNotAuthenticated),
            (PlatformFault.keychain, -25308, .userNotAuthenticated),
            (PlatformFault.keychain, -25300, .invalidated),
            (PlatformFault.keychain, -25291, .unavailable(reason: "NSOSStatusErrorDomain -25291")),
            (PlatformFault.authentication, -1, .userNotAuthenticated),
            (PlatformFault.authentication, -2, .cancelled),
            (PlatformFault.authentication, -4, .cancelled),
            (PlatformFault.authentication, -8, .userNotAuthenticated),
            (PlatformFault.authentication, -9, .cancelled),
            (PlatformFault.authentication, -10, .cancelled),
            (PlatformFault.authentication, -1004, .userNotAuthenticated),
            (PlatformFault.token, -4, .cancelled),
            (PlatformFault.token, -5, .userNotAuthenticated),
            (PlatformFault.token, -6, .invalidated),
            (PlatformFault.token, -2, .unavailable(reason: "CryptoTokenKit -2")),
            ("com.example.unknown", 7, .unavailable(reason: "com.example.unknown 7")),
        ]
        for (domain, code, error) in faults {
            keychain.faults = [.sign: PlatformFault(domain: domain, code: code)]
            assertThrows(error) { try keys.sign(alias: alias, message: Data(), prompt: prompt) }
        }
        XCTAssertNoThrow(try keys.sign(alias: alias, message: Data(), prompt: prompt), "afterwards")
    }

    func testAFingerAddedWhileTheUserIsAskedKillsTheKey() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        keychain.faults = [.sign: PlatformFault(domain: PlatformFault.keychain, code: -25293)]
        keychain.enrollAnotherFinger()
        assertThrows(KeyStoreError.invalidated) {
            try keys.sign(alias: alias, message: Data(), prompt: prompt)
        }
    }

    func testALockedPhoneAsksItsUserFirst() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = try made(keychain)
        for call in [MemoryKeychain.Call.read, .has] {
            keychain.faults = [call: PlatformFault(domain: PlatformFault.keychain, code: -25308)]
            assertThrows(KeyStoreError.userNotAuthenticated) { try keys.info(alias: alias) }
        }
    }

    func testAKeyThatCannotBeMadeOrWrittenDownIsUnavailable() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = KeychainKeys(keychain, userCheck: .currentBiometry)
        // errSecParam, as without biometrics enrolled.
        let refused = PlatformFault(domain: PlatformFault.keychain, code: -50)
        for call in [MemoryKeychain.Call.make, .write, .delete, .remove] {
            keychain.faults = [call: refused]
            assertThrows(KeyStoreError.unavailable(reason: "NSOSStatusErrorDomain -50")) {
                try keys.generate(alias: alias, policy: identity, request: .none)
            }
            assertThrows(KeyStoreError.notFound) { try keys.info(alias: alias) }
        }
    }

    func testAnAttestationTravelsWithItsKeyAndAKeyWithoutOneIsKept() throws {
        struct NoNetwork: Error {}
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let attested = KeychainKeys(keychain, userCheck: .currentBiometry) { key in
            guard key.request.nonce == "a-nonce" else { throw NoNetwork() }
            XCTAssertEqual(key.securityLevel, .secureElement)
            XCTAssertEqual(key.policy.authentication, .eachUse)
            let assertion = key.publicKey + key.request.challenge
            return .appAttest(keyID: Data([1]), attestation: nil, assertion: assertion)
        }
        let request = AttestationRequest(
            issuer: "https://issuer.example/440100", nonce: "a-nonce", challenge: Data([7]))
        let info = try attested.generate(alias: alias, policy: identity, request: request)
        let assertion = info.publicKey + Data([7])
        XCTAssertEqual(
            info.attestation,
            .appAttest(keyID: Data([1]), attestation: nil, assertion: assertion))
        let other = AttestationRequest(
            issuer: "https://issuer.example/440100", nonce: "another", challenge: Data([7]))
        let bare = try attested.generate(alias: alias, policy: identity, request: other)
        XCTAssertNil(bare.attestation)
        XCTAssertEqual(try attested.info(alias: alias).publicKey, bare.publicKey)
    }

    func testAKeyThatNobodyJudgesIsNotAttested() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let keys = KeychainKeys(keychain, userCheck: .currentBiometry) { _ in
            XCTFail("nobody would look at it")
            return nil
        }
        XCTAssertNil(try keys.generate(alias: alias, policy: identity, request: .none).attestation)
    }
}
