// An error for people, and what they can do about it.

import Essc

/// What the user can do about a problem.
public enum WayOut: Sendable {
    /// Do the same once more.
    case tryAgain
    /// Fetch what is missing.
    case refresh
    /// Give other input: another offer, another code.
    case otherInput
    /// Enrol the card again.
    case reEnroll
    /// Set the issuer.
    case settings
    /// Nothing but to read.
    case read
}

/// An error of the SDK for people: its text, and the one button that leads on.
public struct Problem: Sendable, Equatable {
    public let text: String
    public let wayOut: WayOut
    /// The stable code, for whoever is asked for help; none when the app itself is not ready.
    public let code: ErrorCode?

    init(text: String, wayOut: WayOut, code: ErrorCode? = nil) {
        self.text = text
        self.wayOut = wayOut
        self.code = code
    }

    /// The kind of an error says what the app should do.
    init(_ error: any Error, _ words: Words) {
        switch error {
        case let error as EsscError:
            let code = error.code
            self.init(
                text: code.text(in: words.language), wayOut: Self.wayOut(of: error),
                code: code)
        case is NoIssuer:
            self.init(text: words[.noIssuer], wayOut: .settings)
        default:
            // The SDK throws nothing else.
            self.init(
                text: ErrorCode.internal.text(in: words.language), wayOut: .read,
                code: .internal)
        }
    }

    private static func wayOut(of error: EsscError) -> WayOut {
        switch error.action {
        case .askUser where error.code == .disclosureChanged: .tryAgain
        case .retry, .authenticate: .tryAgain
        case .refresh: .refresh
        case .askUser, .report: .read
        case .reEnroll: .reEnroll
        case .rejectInput: .otherInput
        }
    }

    /// What its button says.
    public func button(_ words: Words) -> String {
        switch wayOut {
        case .tryAgain: words[.tryAgain]
        case .refresh: words[.refresh]
        case .otherInput: words[.otherInput]
        case .reEnroll: words[.reEnroll]
        case .settings: words[.openSettings]
        case .read: words[.close]
        }
    }
}
