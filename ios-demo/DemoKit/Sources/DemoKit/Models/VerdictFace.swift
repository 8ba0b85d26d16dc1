// A verdict in words: for the eyes of those at the gate, and for their ears.

import Essc
import Foundation

/// A verdict as it is shown.
public struct VerdictFace: Sendable, Equatable, Identifiable {
    /// Counts the verdicts, so that two that say the same are two.
    public let id: Int
    public let outcome: Outcome
    public let headline: String
    /// Why not, and what to do; empty when accepted.
    public let reasons: [String]
    /// What the scene may see, line by line.
    public let disclosed: [String]
    /// What the verdict rests on, and how old that is.
    public let freshness: [String]
    public let isTest: Bool

    init(_ verdict: Verdict, _ number: Int, at now: Date, _ words: Words) {
        let language = words.language
        let age = { (asOf: Date) in words.age(now.timeIntervalSince(asOf)) }
        id = number
        outcome = verdict.outcome
        headline = verdict.outcome.text(in: language)
        reasons = verdict.reasons.map { $0.text(in: language) }
        disclosed = verdict.disclosed.map(words.lines) ?? []
        freshness = [
            verdict.codeAgeSeconds.map(words.codeAge),
            verdict.status.map {
                words.statusAge($0.freshness.text(in: language), age: age($0.asOf))
            },
            verdict.trust.map {
                words.trustAge($0.freshness.text(in: language), age: age($0.asOf))
            },
            verdict.skewSeconds.flatMap { abs($0) < Self.warnFrom ? nil : words.clockOff($0) },
        ].compactMap { $0 }
        isTest = verdict.isTest
    }

    /// What a screen reader says at once.
    public var announcement: String {
        ([headline] + reasons + disclosed).joined(separator: ", ")
    }

    /// Seconds; what the wallet warns from, too (docs/protocol.md).
    private static let warnFrom = 15
}
