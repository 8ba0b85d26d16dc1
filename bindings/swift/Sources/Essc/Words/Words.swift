// Stable codes, and words for people.

import Foundation

extension Language {
    /// Chinese when the user prefers it to English, in whichever script; otherwise English.
    public static var preferred: Language {
        let known = Locale.preferredLanguages.first { $0.hasPrefix("zh") || $0.hasPrefix("en") }
        return known?.hasPrefix("zh") == true ? .zh : .en
    }
}

extension ErrorCode {
    /// The stable code, upper case with underscores.
    public var code: String { coreCode() }

    /// What to do about it.
    public var action: ErrorAction { coreAction() }

    /// What it is and what to do next, for people.
    public func text(in language: Language) -> String { text(language: language) }
}

extension Reason {
    /// The stable code, upper case with underscores (docs/protocol.md §6).
    public var code: String { coreCode() }

    /// What is wrong and what to do next, for the people at the gate.
    public func text(in language: Language) -> String { text(language: language) }
}

extension Outcome {
    /// The outcome in a word or two.
    public func text(in language: Language) -> String { text(language: language) }
}

extension Freshness {
    /// How fresh the evidence is, in a word or two.
    public func text(in language: Language) -> String { text(language: language) }
}

extension VenueCardOutcome {
    /// The stable word, in lower case with underscores.
    public var code: String { coreCode() }

    /// What it is and what to do next, for the people of the venue.
    public func text(in language: Language) -> String { text(language: language) }
}

extension Localized {
    /// The text in a language.
    public func text(in language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}

extension Ineligible {
    /// The error code of what makes a scene refuse a card, for its text.
    public var errorCode: ErrorCode { ineligibleCode(ineligible: self) }
}

extension ReEnrollReason {
    /// The error code of what makes a card need enrolling again, for its text.
    public var errorCode: ErrorCode { reEnrollCode(why: self) }
}

extension CardState {
    /// The error code of the state, for its text; none while the card can be shown.
    public var errorCode: ErrorCode? { stateCode(state: self) }
}
