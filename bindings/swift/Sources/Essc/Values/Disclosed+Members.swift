// What a code tells a venue, whichever profile it is of.

extension Disclosed {
    /// Where the card was issued.
    public var region: Region {
        switch self {
        case .validity(let region), .entitlement(let region, _), .masked(let region, _, _, _),
            .identity(let region, _, _, _, _):
            region
        }
    }

    /// How much is told.
    public var profile: Profile {
        switch self {
        case .validity: .validity
        case .entitlement: .entitlement
        case .masked: .masked
        case .identity: .identity
        }
    }

    /// The holder's name, with parts hidden in a masked code; none where no name is told.
    public var name: String? {
        switch self {
        case .validity, .entitlement: nil
        case .masked(_, _, let name, _), .identity(_, _, let name, _, _): name
        }
    }

    /// The number of the holder's document, with parts hidden in a masked code; none where none is told.
    public var number: String? {
        switch self {
        case .validity, .entitlement: nil
        case .masked(_, _, _, let number), .identity(_, _, _, let number, _): number
        }
    }

    /// Which document the number is of; none where no number is told.
    public var kind: IDDocumentKind? {
        switch self {
        case .validity, .entitlement: nil
        case .masked(_, let kind, _, _), .identity(_, let kind, _, _, _): kind
        }
    }

    /// The number of the card; none where none is told.
    public var cardNumber: String? {
        guard case .identity(_, _, _, _, let cardNumber) = self else { return nil }
        return cardNumber
    }
}
