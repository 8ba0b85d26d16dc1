// What every SecretStore must do, written once and run against each of them.

import Essc
import Foundation
import XCTest

/// The contract of a secret store.
struct SecretStoreContract {
    let store: any SecretStore

    /// Fails the test at each clause that the store breaks.
    func holds() throws {
        let (name, other) = ("contract-one", "contract-two")
        let secret = Data((0..<32).map { UInt8($0) })
        XCTAssertNil(try store.load(name: name), "what was never kept")
        XCTAssertNoThrow(try store.delete(name: name), "what isn't there is deleted already")

        try store.save(name: name, secret: secret)
        try store.save(name: other, secret: Data(repeating: 0xff, count: 32))
        XCTAssertEqual(try store.load(name: name), secret)

        let newer = Data(repeating: 0, count: 32)
        try store.save(name: name, secret: newer)
        XCTAssertEqual(try store.load(name: name), newer, "a later one replaces it")

        try store.delete(name: name)
        XCTAssertNil(try store.load(name: name))
        XCTAssertEqual(try store.load(name: other)?.count, 32, "its neighbour is still there")
        try store.delete(name: other)
    }
}
