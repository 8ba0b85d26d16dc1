// Every text of the app in one language. What the SDK says, it says itself.

import Essc
import Foundation

/// A title, and a sentence below it.
public struct WelcomePoint: Sendable, Equatable {
    /// A few words.
    public let title: String
    /// A sentence.
    public let lead: String
}

/// The texts of one language, from the String Catalog: `words[.cardsTitle]`, and a method for each text
/// that something is put into.
public struct Words: Sendable {
    /// Of these texts.
    public let language: Language

    /// The texts in a language.
    public init(_ language: Language) {
        self.language = language
    }

    /// A text that nothing is put into.
    public subscript(phrase: Phrase) -> String { text(phrase) }

    /// A text with its placeholders filled, in their order.
    func text(_ phrase: Phrase, _ arguments: any CustomStringConvertible...) -> String {
        Self.catalog.text(phrase.rawValue, in: language.identifier, arguments)
    }

    /// The catalog that lies beside the app's code.
    static let catalog: StringCatalog = {
        let file = Bundle.module.url(
            forResource: "Localizable", withExtension: "xcstrings", subdirectory: "Catalog")
        let json = file.flatMap { try? Data(contentsOf: $0) }
        return json.flatMap { try? JSONDecoder().decode(StringCatalog.self, from: $0) } ?? .empty
    }()
}

extension Language {
    /// As the catalog and Apple's systems name it.
    var identifier: String {
        switch self {
        case .zh: "zh-Hans"
        case .en: "en"
        }
    }
}

// MARK: - Texts that something is put into

extension Words {
    // Everywhere
    public func clockOff(_ skewS: Int) -> String {
        text(skewS > 0 ? .clockFast : .clockSlow, span(rounded(skewS)))
    }
    public func date(_ at: Date) -> String {
        ChinaTime.text(at, pattern: self[.datePattern], in: language)
    }
    public func time(_ at: Date) -> String {
        ChinaTime.text(at, pattern: "HH:mm:ss", in: language)
    }
    public func age(_ age: TimeInterval) -> String {
        age < 60 ? self[.justNow] : text(.ago, span(Int(age)))
    }
    public func yuan(_ fen: Int) -> String { text(.yuan, decimal(fen)) }

    // Welcome
    public var welcomePoints: [WelcomePoint] {
        [
            WelcomePoint(title: self[.welcomeOffline], lead: self[.welcomeOfflineLead]),
            WelcomePoint(title: self[.welcomeDisclosure], lead: self[.welcomeDisclosureLead]),
            WelcomePoint(title: self[.welcomeKeys], lead: self[.welcomeKeysLead]),
        ]
    }

    // Enrol
    public func offeredBy(_ issuer: String) -> String { text(.offeredBy, issuer) }
    public func txCodeLabel(_ digits: Int) -> String {
        digits > 0 ? text(.txCodeDigits, digits) : self[.txCode]
    }

    // Code
    public func newCodeIn(_ seconds: Int) -> String { text(.newCodeIn, seconds) }
    public func hiddenIn(_ seconds: Int) -> String { text(.hiddenIn, seconds) }
    public func codePicture(_ scene: String) -> String { text(.codePicture, scene) }

    // Scanner
    public func codeAge(_ seconds: Int) -> String { text(.codeAge, max(seconds, 0)) }
    public func statusAge(_ freshness: String, age: String) -> String {
        text(.statusAge, freshness, age)
    }
    public func trustAge(_ freshness: String, age: String) -> String {
        text(.trustAge, freshness, age)
    }

    // Lists
    public func validUntil(_ date: String) -> String { text(.validUntil, date) }
    public func syncing(_ done: Int, total: Int, bytes: Int) -> String {
        text(.syncing, done, total, bytes / 1024)
    }

    /// Fen as yuan, two digits after the point.
    private func decimal(_ fen: Int) -> String {
        let cents = fen % 100
        return "\(fen / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// How many seconds a clock is off, to the nearest minute: it is measured across a network, and a
    /// second less is no other news.
    private func rounded(_ skewS: Int) -> Int {
        let off = abs(skewS)
        return off < 60 ? off : (off + 30) / 60 * 60
    }

    private func span(_ seconds: Int) -> String {
        switch seconds {
        case 86_400...: text(.days, seconds / 86_400)
        case 3600...: text(.hours, seconds / 3600)
        case 60...: text(.minutes, seconds / 60)
        default: text(.seconds, seconds)
        }
    }
}
