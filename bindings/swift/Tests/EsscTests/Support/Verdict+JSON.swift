// A verdict as the object of docs/protocol.md §6.7, to be compared whole.

import Essc
import Foundation

extension Verdict {
    /// The object.
    var json: JSON {
        .object([
            "outcome": .text("\(outcome)"),
            "reasons": .list(reasons.map { .text($0.code) }),
            "disclosed": disclosed.map(\.json) ?? .null,
            "code_age_s": codeAgeSeconds.map { .number(Int64($0)) } ?? .null,
            "trust": trust.map(\.json) ?? .null,
            "status": status.map(\.json) ?? .null,
            "guard": self.guard.map { .text("\($0)") } ?? .null,
            "suite": suite.map { .number(Int64($0)) } ?? .null,
            "skew_s": skewSeconds.map { .number(Int64($0)) } ?? .null,
            "test": .flag(isTest),
            "as_of": asOf.map(JSON.time) ?? .null,
        ])
    }
}

extension Disclosed {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "region": .text(region.code), "profile": .text("\(profile)"),
        ]
        if case .entitlement(_, let answers) = self {
            members["answers"] = .list(answers.map { .text(Self.word("\($0)")) })
        }
        members["kind"] = kind.map { .text(Self.word("\($0)")) }
        members["name"] = name.map(JSON.text)
        members["number"] = number.map(JSON.text)
        members["card_number"] = cardNumber.map(JSON.text)
        return .object(members)
    }

    /// `residencePermit` as `residence_permit`, `senior60` as `senior_60`.
    private static func word(_ name: String) -> String {
        var word = ""
        for letter in name {
            let begins = letter.isUppercase || (letter.isNumber && word.last?.isLetter == true)
            word += begins ? "_\(letter.lowercased())" : String(letter)
        }
        return word
    }
}

extension TrustEvidence {
    fileprivate var json: JSON {
        .object(["grade": .text("\(freshness)"), "as_of": .time(asOf)])
    }
}

extension StatusEvidence {
    fileprivate var json: JSON {
        .object([
            "grade": .text("\(freshness)"), "as_of": .time(asOf), "source": .text("\(source)"),
        ])
    }
}

extension JSON {
    fileprivate static func time(_ date: Date) -> JSON {
        .number(Int64(date.timeIntervalSince1970))
    }
}
