// The rules of the keychain's secret store, over any keychain.

import Foundation

/// Secrets by name in one service of a keychain.
final class KeychainSecrets<Items: SecretItems>: SecretStore {
    private let items: Items
    private let service: String

    init(_ items: Items, service: String) {
        self.items = items
        self.service = service
    }

    func load(name: String) throws -> Data? {
        do {
            return try items.read(service: service, name: name)
        } catch {
            throw SecretStoreError.unavailable(reason: error.reason)
        }
    }

    func save(name: String, secret: Data) throws {
        do {
            try items.write(secret, service: service, name: name)
        } catch {
            throw SecretStoreError.unavailable(reason: error.reason)
        }
    }

    func delete(name: String) throws {
        do {
            try items.remove(service: service, name: name)
        } catch {
            throw SecretStoreError.unavailable(reason: error.reason)
        }
    }
}
