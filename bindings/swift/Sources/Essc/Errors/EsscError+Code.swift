// What every error of the SDK carries, whichever case it is.

extension EsscError {
    /// What went wrong, as a stable code: `code.code()` is its name, `code.text(language:)` says it to
    /// people, in Chinese or English.
    public var code: ErrorCode {
        parts.code
    }

    /// What went wrong, for a log: English, without personal data. Not for people; see ``code``.
    public var reason: String {
        parts.reason
    }

    /// In how many seconds to try again, where the other side said so.
    public var retryAfter: Int? {
        guard case .Retry(_, _, let seconds?) = self else { return nil }
        return Int(seconds)
    }

    private var parts: (code: ErrorCode, reason: String) {
        switch self {
        case .Retry(let code, let reason, _), .Refresh(let code, let reason),
            .AskUser(let code, let reason), .Authenticate(let code, let reason),
            .ReEnrol(let code, let reason), .RejectInput(let code, let reason),
            .Report(let code, let reason):
            (code, reason)
        }
    }
}
