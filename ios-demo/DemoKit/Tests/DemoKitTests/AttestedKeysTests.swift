// Keys that the sandbox attests: what the card states of them, and what settings say. A real issuer.

import Essc
import XCTest

@testable import DemoKit

final class AttestedKeysTests: XCTestCase, @unchecked Sendable {
    @MainActor func testAKeyInTheSecureEnclaveGetsLevel2AndOneInSoftwareLevel1AndSettingsSaySo()
        async throws
    {
        let sandbox = try await Sandbox()
        for (role, level, protection) in [
            ("adult", SecurityLevel.secureElement, KeyProtection.secureElement),
            ("elder", .trustedEnvironment, .trustedEnvironment),
            ("to_lose", .software, .trustedEnvironment),
        ] {
            let phone = try Phone(sandbox.issuer)
            phone.keys.level = level
            let holder = try sandbox.holder(role)
            try await phone.enroll(holder.offer, holder.tx_code)
            let cards = try await phone.app.services.wallet().cards
            XCTAssertEqual(cards.map(\.everydayProtection), [protection], role)
            XCTAssertEqual(cards.map(\.identityProtection), [protection], role)

            let settings = phone.app.settingsScreen()
            await settings.load()
            let key = try XCTUnwrap(settings.keys.first)
            let words = phone.words
            XCTAssertEqual(key.proved, words.proved(try XCTUnwrap(cards.first)))
            let said = words.text(.keptHere, words.securityLevel(level))
            XCTAssertEqual(key.details, [words.suits(protection), said])
            XCTAssertEqual(key.tone, .good)
            XCTAssertTrue(settings.isTest)
        }
    }

    @MainActor func testAKeyThatNobodyAttestsIsAsTheStoreMadeItAndTheCardSaysNotProved()
        async throws
    {
        let sandbox = try await Sandbox()
        let net = HandNet()
        net.answer { request, send in
            if request.url.hasSuffix("/sandbox/attestation") { throw HTTPError.unreachable }
            return try send(request)
        }
        let phone = try Phone(sandbox.issuer, http: net)
        let holder = try sandbox.holder("adult")
        try await phone.enroll(holder.offer, holder.tx_code)
        let settings = phone.app.settingsScreen()
        await settings.load()
        let key = try XCTUnwrap(settings.keys.first)
        XCTAssertEqual(key.details.first, phone.words.suits(.software))
        XCTAssertEqual(key.tone, .caution)

        let scenes = phone.app.code(card: key.id, request: nil)
        await scenes.load()
        let refusal = ErrorCode.keyProtectionTooLow.text(in: .zh)
        XCTAssertTrue(scenes.scenes.contains { $0.code == 702 && $0.refusal == refusal })
    }

    /// What the class does with each answer and each kind of issuer, without a wallet around it.
    func testNothingIsAskedWhereTheIssuerIsNoSandboxOrNobodyJudgesTheKey() throws {
        let asked = Asked()
        let net = HandNet()
        net.answer { request, _ in
            asked.note(request.url)
            return HTTPResponse(status: 200, headers: [], body: Data(#"{"x5c":["AAEC"]}"#.utf8))
        }
        let policy = KeyPolicy(algorithm: .es256, authentication: .eachUse, hardware: .any)
        let judged = AttestationRequest(
            issuer: "https://a.example/440100", nonce: "n", challenge: Data(count: 32))
        let nobody = AttestationRequest(issuer: "", nonce: "", challenge: Data())
        for (isTest, request, expected) in [
            (true, judged, 1), (false, judged, 1), (true, nobody, 1),
        ] {
            let store = SandboxAttestation(SoftwareKeyStore(), http: net) { isTest }
            let info = try store.generate(alias: "essc.a", policy: policy, request: request)
            XCTAssertEqual(info.attestation != nil, isTest && request == judged)
            XCTAssertEqual(asked.urls.count, expected)
        }
        XCTAssertEqual(asked.urls, ["https://a.example/sandbox/attestation"])
        for body in ["", "{}", #"{"x5c":"AA"}"#, #"{"x5c":["?"]}"#] {
            net.answer { _, _ in HTTPResponse(status: 200, headers: [], body: Data(body.utf8)) }
            let store = SandboxAttestation(SoftwareKeyStore(), http: net) { true }
            let info = try store.generate(alias: "essc.a", policy: policy, request: judged)
            XCTAssertNil(info.attestation, body)
        }
    }
}

private final class Asked: @unchecked Sendable {
    // All access to the variable holds the lock.
    private let lock = NSLock()
    private var noted: [String] = []

    var urls: [String] { lock.withLock { noted } }

    func note(_ url: String) {
        lock.withLock { noted.append(url) }
    }
}
