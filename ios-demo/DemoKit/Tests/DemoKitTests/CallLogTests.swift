// The log of calls sees what it is there to see.

import Essc
import XCTest

@testable import DemoKit

final class CallLogTests: XCTestCase, @unchecked Sendable {
    @MainActor func testACallOnTheThreadThatDrawsIsSeenAndTheSameCallElsewhereIsNot() async throws {
        let sandbox = try await Sandbox()
        let phone = try Phone(sandbox.issuer)
        let wallet = try await phone.app.services.wallet()
        _ = try await phone.app.services.onWallet { $0.cards() }
        XCTAssertEqual(phone.calls.onMainThread, [])
        XCTAssertEqual(phone.calls.count("cards"), 1)
        // What no screen does.
        _ = wallet.cards()
        XCTAssertEqual(phone.calls.onMainThread, ["cards"])
        XCTAssertEqual(phone.calls.count("cards"), 2)
        XCTAssertEqual(phone.calls.count("open wallet"), 1)
    }
}
