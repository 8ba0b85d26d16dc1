// Reading an offer before enrolling.

extension Offer {
    /// Reads an offer without sending anything: to ask for the transaction code before enrolling.
    ///
    /// - Parameter offer: The offer's text, from a code, a link or a message.
    /// - Throws: ``EsscError/rejectInput(code:reason:)``.
    public init(_ offer: String) throws(EsscError) {
        self = try calling { try readOffer(text: offer) }
    }
}
