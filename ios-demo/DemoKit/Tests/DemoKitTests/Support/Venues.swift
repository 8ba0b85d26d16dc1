// A made-up hospital that asks to be paid.

import Essc
import Foundation

@testable import DemoKit

/// The venue's side of a request.
enum Venues {
    static let name = "演示医院"
    /// Medical settlement and pharmacy.
    static let settlement: SceneCode = 302

    /// What the venue asks, signed with its key, at the gate whose scanner will see the answer.
    @MainActor static func request(of sandbox: Sandbox, at gate: Services) async throws -> String {
        let keys = SoftwareKeyStore()
        let policy = KeyPolicy(algorithm: .es256, authentication: .unlockedDevice, hardware: .any)
        let key = try keys.generate(alias: "essc.venue", policy: policy, request: .none).publicKey
        let (x, y) = (key.subdata(in: 1..<33), key.subdata(in: 33..<65))
        let jwk = #"{"kty":"EC","crv":"P-256","x":"\#(x.base64url)","y":"\#(y.base64url)"}"#
        let answer = try await sandbox.run([
            "add-venue", "--region", "440100", "--id", "desk-1", "--name", name, "--scenes", "0302",
            jwk,
        ])
        let card = try JSONDecoder().decode(Answer.self, from: answer).venue_card
        let venue = try Venue(card: card, keys: keys)
        let question = Question(amount: 12_805, purpose: "门诊缴费", life: nil)
        return try await gate.gate().request(question, for: settlement, by: venue).text
    }

    private struct Answer: Decodable {
        let venue_card: String
    }
}

extension Data {
    fileprivate var base64url: String {
        base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
