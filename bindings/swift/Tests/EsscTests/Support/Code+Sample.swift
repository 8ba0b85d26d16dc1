// Codes that no wallet made, for what happens to codes afterwards.

import Essc
import Foundation

extension Code {
    /// A made-up code of a profile.
    static func sample(
        _ profile: Profile = .validity, text: String = "SSC1:SAMPLE", rotateAfter: TimeInterval = 30
    ) -> Code {
        let issued = Date(timeIntervalSince1970: 1_800_000_000)
        return Code(
            text: text, qr: QRCode(modules: [true], width: 1, version: 1),
            discloses: .sample(profile), issuedAt: issued, expiresAt: issued + 60,
            rotateAfter: rotateAfter)
    }
}

extension Disclosed {
    /// What a made-up code of a profile tells.
    fileprivate static func sample(_ profile: Profile) -> Disclosed {
        switch profile {
        case .validity: .validity(region: .guangzhou)
        case .entitlement: .entitlement(region: .guangzhou, answers: [])
        case .masked:
            .masked(region: .guangzhou, kind: .mainland, name: "测**", number: "4401**********0017")
        case .identity:
            .identity(
                region: .guangzhou, kind: .mainland, name: "测试甲", number: "440106199003070017",
                cardNumber: "A12345678")
        }
    }
}
