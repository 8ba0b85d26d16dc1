// Codes that no wallet made, for what happens to codes afterwards.

import Essc
import Foundation

extension Code {
    /// A made-up code of a profile.
    static func sample(
        _ profile: Profile = .validity, text: String = "SSC1:SAMPLE", rotateAfter: UInt32 = 30
    ) -> Code {
        let disclosed = Disclosed(
            region: "440100", profile: profile, answers: [], kind: nil, name: nil, number: nil,
            cardNumber: nil)
        let issued = Date(timeIntervalSince1970: 1_800_000_000)
        return Code(
            text: text, qr: QrCode(modules: [true], width: 1, version: 1), discloses: disclosed,
            issuedAt: issued, expiresAt: issued + 60, rotateAfter: rotateAfter)
    }
}
