// What every KeyStore must do, written once and run against each of them. The same clauses as the
// core's own, testkit/src/key_store_contract.rs.

import Essc
import Foundation
import XCTest

/// The contract of a key store.
struct KeyStoreContract {
    private static let alias = "essc.contract.one"
    private static let other = "essc.contract.two"
    private static let request = AttestationRequest(
        issuer: "https://issuer.example/440100", nonce: "a-nonce",
        challenge: Data(repeating: 7, count: 32))

    let store: any KeyStore

    /// Fails the test at each clause that the store breaks.
    func holds() throws {
        aKeyThatWasNeverMadeIsNotFound()
        try aKeySignsDEROverSHA256ThatVerifies()
        try aKeyForEachUseSignsWithAPromptAndNotWithout()
        try makingAKeyAgainReplacesIt()
        try hardwareThatIsNotThereIsRefusedNotReplaced()
        try aDeleteTouchesItsAliasOnly()
    }

    private func make(_ alias: String, _ authentication: Authentication) throws -> KeyInfo {
        let policy = KeyPolicy(algorithm: .es256, authentication: authentication, hardware: .any)
        return try store.generate(alias: alias, policy: policy, request: Self.request)
    }

    private func aKeyThatWasNeverMadeIsNotFound() {
        assertThrows(KeyStoreError.notFound) { try store.info(alias: Self.alias) }
        assertThrows(KeyStoreError.notFound) {
            try store.sign(alias: Self.alias, message: Data(), prompt: nil)
        }
        XCTAssertNoThrow(try store.delete(alias: Self.alias), "what isn't there is deleted already")
    }

    private func aKeySignsDEROverSHA256ThatVerifies() throws {
        let key = try make(Self.alias, .unlockedDevice).publicKey
        XCTAssertEqual(key.count, 65)
        for message in [Data(), Data("message".utf8), Data(repeating: 0xa5, count: 10_000)] {
            let signature = try store.sign(alias: Self.alias, message: message, prompt: nil)
            XCTAssertTrue(try OpenSSL.verifies(signature, of: message, by: key))
            XCTAssertFalse(try OpenSSL.verifies(signature, of: Data("another".utf8), by: key))
        }
        XCTAssertEqual(try store.info(alias: Self.alias).publicKey, key)
    }

    private func aKeyForEachUseSignsWithAPromptAndNotWithout() throws {
        let key = try make(Self.other, .eachUse).publicKey
        let message = Data("m".utf8)
        let prompt = SignPrompt(title: "Show your card", detail: "Name, number")
        let signature = try store.sign(alias: Self.other, message: message, prompt: prompt)
        XCTAssertTrue(try OpenSSL.verifies(signature, of: message, by: key))
        assertThrows(KeyStoreError.userNotAuthenticated) {
            try store.sign(alias: Self.other, message: message, prompt: nil)
        }
    }

    private func makingAKeyAgainReplacesIt() throws {
        let first = try store.info(alias: Self.alias).publicKey
        let second = try make(Self.alias, .unlockedDevice).publicKey
        XCTAssertNotEqual(first, second)
        let message = Data("m".utf8)
        let signature = try store.sign(alias: Self.alias, message: message, prompt: nil)
        XCTAssertTrue(try OpenSSL.verifies(signature, of: message, by: second))
        XCTAssertFalse(try OpenSSL.verifies(signature, of: message, by: first))
    }

    private func hardwareThatIsNotThereIsRefusedNotReplaced() throws {
        for hardware in [Hardware.trustedEnvironment, .secureElement] {
            let before = try store.info(alias: Self.alias)
            let policy = KeyPolicy(
                algorithm: .es256, authentication: .unlockedDevice, hardware: hardware)
            do {
                let made = try store.generate(
                    alias: Self.alias, policy: policy, request: Self.request)
                XCTAssertNotEqual(made.securityLevel, .software)
                if hardware == .secureElement {
                    XCTAssertEqual(made.securityLevel, .secureElement)
                }
            } catch KeyStoreError.unavailable {
                let after = try store.info(alias: Self.alias)
                XCTAssertEqual(after.publicKey, before.publicKey, "the old key is still there")
            }
        }
    }

    private func aDeleteTouchesItsAliasOnly() throws {
        try store.delete(alias: Self.alias)
        assertThrows(KeyStoreError.notFound) { try store.info(alias: Self.alias) }
        XCTAssertNoThrow(try store.info(alias: Self.other))
        try store.delete(alias: Self.other)
    }
}
