// What a refresh did with a card, whichever it was.

extension CardRefreshed {
    /// The card.
    public var card: CardID {
        switch self {
        case .notDue(let card), .renewed(let card), .revoked(let card), .failed(let card, _): card
        }
    }

    /// Why nothing was done; none where nothing went wrong.
    public var error: EsscError? {
        if case .failed(_, let error) = self { error } else { nil }
    }
}
