// What every error of the SDK carries, whichever case it is.

import Foundation

extension EsscError {
    /// What went wrong: stable, with a text for people.
    public var code: ErrorCode { parts.code }

    /// What went wrong, for a log: English, without personal data. Not for people; see ``text(in:)``.
    public var reason: String { parts.reason }

    /// What to do about it: the case, as a value.
    public var action: ErrorAction { parts.action }

    /// What it is and what to do next, for people.
    public func text(in language: Language) -> String { code.text(in: language) }

    /// For how many seconds to wait before the next try, where the other side said so.
    public var retryAfter: TimeInterval? {
        guard case .retry(_, _, let seconds) = self else { return nil }
        return seconds
    }

    private var parts: (action: ErrorAction, code: ErrorCode, reason: String) {
        switch self {
        case .retry(let code, let reason, _): (.retry, code, reason)
        case .refresh(let code, let reason): (.refresh, code, reason)
        case .askUser(let code, let reason): (.askUser, code, reason)
        case .authenticate(let code, let reason): (.authenticate, code, reason)
        case .reEnroll(let code, let reason): (.reEnroll, code, reason)
        case .rejectInput(let code, let reason): (.rejectInput, code, reason)
        case .report(let code, let reason): (.report, code, reason)
        }
    }
}

extension EsscError: LocalizedError {
    /// ``text(in:)`` in the user's language, for what shows any error that it is given.
    public var errorDescription: String? { text(in: .preferred) }
}
