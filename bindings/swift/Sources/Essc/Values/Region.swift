// A place: an issuer's, a venue's.

/// A region by its code of six digits (GB/T 2260): 440100 is Guangzhou.
public struct Region: Hashable, Sendable, CustomStringConvertible {
    /// Six digits.
    public let code: String

    /// - Parameter code: Six digits.
    /// - Throws: ``EsscError/rejectInput(code:reason:)`` with ``ErrorCode/regionRefused`` for anything
    ///   else.
    public init(_ code: String) throws(EsscError) {
        guard code.utf8.count == 6, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw EsscError.rejectInput(code: .regionRefused, reason: "a region is six digits")
        }
        self.code = code
    }

    /// Guangdong province, whose catalogue the cities of the province build on.
    public static let guangdong = Region(proved: "440000")
    /// Guangzhou.
    public static let guangzhou = Region(proved: "440100")
    /// Shenzhen.
    public static let shenzhen = Region(proved: "440300")

    /// A code that the core gave.
    init(proved code: String) {
        self.code = code
    }

    /// The region's name; its digits for one that has no name here.
    public func name(in language: Language) -> String {
        regionName(region: self, language: language)
    }

    public var description: String { code }
}

extension Region: Codable {
    /// Reads six digits.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes six digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
