// What a venue asks of a holder.

/// A request whose venue was proved: what the holder is asked to agree to. Only
/// ``Wallet/readRequest(_:)`` makes one.
public final class VenueRequest: Sendable {
    /// What to show to the holder.
    public let details: RequestDetails
    let core: CoreVenueRequest

    init(_ core: CoreVenueRequest) {
        self.core = core
        details = core.details()
    }
}
