import XCTest

@testable import Essc

/// The contracts, against every store that runs here.
final class KeyStoreTests: XCTestCase {
    func testSoftwareKeysKeepTheContract() throws {
        let folder = try TemporaryFolder()
        try KeyStoreContract(store: SoftwareKeyStore()).holds()
        try KeyStoreContract(store: SoftwareKeyStore(directory: folder.url))
            .holds()
    }

    func testKeysOfASecureEnclaveKeepTheContract() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        try KeyStoreContract(store: KeychainKeys(keychain, userCheck: .currentBiometry)).holds()
        XCTAssertTrue(keychain.made.allSatisfy { $0 == .secureEnclave })
    }

    func testKeysOfAPhoneWithoutSecureHardwareKeepTheContract() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: false)
        try KeyStoreContract(store: KeychainKeys(keychain, userCheck: .biometryOrPasscode)).holds()
        XCTAssertTrue(keychain.made.allSatisfy { $0 == .keychain })
    }

    func testSecretStoresKeepTheContract() throws {
        let folder = try TemporaryFolder()
        try SecretStoreContract(store: FileSecretStore(directory: folder.url))
            .holds()
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        try SecretStoreContract(store: KeychainSecrets(keychain, service: "test")).holds()
        try SecretStoreContract(store: MemorySecrets()).holds()
    }

    func testSecretsOfOneServiceAreNotThoseOfAnother() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        try KeychainSecrets(keychain, service: "one").save(name: "vault", secret: Data([1]))
        XCTAssertNil(try KeychainSecrets(keychain, service: "two").load(name: "vault"))
    }

    func testAKeychainThatDoesNotAnswerIsUnavailable() throws {
        let keychain = MemoryKeychain(hasSecureEnclave: true)
        let secrets = KeychainSecrets(keychain, service: "test")
        let locked = PlatformFault(domain: PlatformFault.keychain, code: -25308)
        let unavailable = SecretStoreError.unavailable(reason: "NSOSStatusErrorDomain -25308")
        keychain.faults = [.read: locked, .write: locked, .remove: locked]
        assertThrows(unavailable) { try secrets.load(name: "vault") }
        assertThrows(unavailable) { try secrets.save(name: "vault", secret: Data()) }
        assertThrows(unavailable) { try secrets.delete(name: "vault") }
    }
}
