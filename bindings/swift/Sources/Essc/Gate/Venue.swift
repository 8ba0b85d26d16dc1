// The venue behind a gate.

/// The venue behind a gate: its card and its key.
public final class Venue: Sendable {
    let core: CoreVenue

    /// - Parameters:
    ///   - card: The card that its city gave it, as base64url. The first one is enough for as long as
    ///     syncs renew it.
    ///   - keys: Holds the key of the alias `essc.venue`.
    /// - Throws: ``EsscError/rejectInput(code:reason:)``.
    public init(card: String, keys: any KeyStore) throws(EsscError) {
        core = try calling { try CoreVenue.of(card: card, keys: keys) }
    }
}
