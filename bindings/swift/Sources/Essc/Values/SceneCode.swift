// What a card is shown for.

/// A scene by its number in the signed catalogue: 501 is a museum's entrance.
///
/// A number that no catalogue has is no error: the wallet offers no such scene, and a gate judges it as
/// ``Reason/sceneUnknown``.
public struct SceneCode: Hashable, Sendable, Codable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    /// The number.
    public let number: Int

    /// - Parameter number: The number.
    public init(_ number: Int) {
        self.number = number
    }

    public init(integerLiteral number: Int) {
        self.number = number
    }

    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    public var description: String { "\(number)" }
}
