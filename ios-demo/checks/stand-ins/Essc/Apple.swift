// What the library has on Apple's systems alone, seen from the app. A stand-in: declarations only.

import Essc
import Foundation
import UIKit

final class SecureEnclaveKeyStore: KeyStore {
    func generate(
        alias: String, policy: KeyPolicy, request: AttestationRequest
    ) throws -> KeyInfo { fatalError() }
    func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data { fatalError() }
    func info(alias: String) throws -> KeyInfo { fatalError() }
    func delete(alias: String) throws {}
}

final class KeychainSecretStore: SecretStore {
    init(service: String) {}
    func load(name: String) throws -> Data? { fatalError() }
    func save(name: String, secret: Data) throws {}
    func delete(name: String) throws {}
}

extension QRCode {
    func cgImage() -> CGImage? { fatalError() }
}
