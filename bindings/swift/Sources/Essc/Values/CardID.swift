// Which card.

/// A card on this phone. Given by ``Wallet/enroll(_:transactionCode:)``; the same for as long as the card
/// is here, and of no meaning to anybody else.
public struct CardID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The identifier as text, to be kept or put into a link.
    public let rawValue: String

    /// - Parameter rawValue: The text of an identifier. Of a card that isn't here the wallet says so.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}
