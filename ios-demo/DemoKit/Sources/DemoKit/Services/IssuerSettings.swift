// Which issuer this app belongs to.

import Essc

/// What an app pins of its issuer. A product has this in its build; the demo lets it be typed in, since
/// every sandbox has a root of its own.
public struct IssuerSettings: Hashable, Sendable {
    /// Base URL of the issuer, without a slash at its end.
    public let address: String
    /// The root that signs trust lists.
    public let root: PublicKey
    /// Where the scanner stands.
    public let venueRegion: Region

    public init(address: String, root: PublicKey, venueRegion: Region? = nil) {
        self.address = address
        self.root = root
        self.venueRegion = venueRegion ?? Self.district
    }

    /// Where the trust list is fetched.
    public var trustList: String { "\(address)/trust-list" }

    /// Where a scanner's lists come from, and the time it measures its clock against.
    public var source: SyncSource { SyncSource(trustList: trustList, time: "\(trustList)/time") }

    /// Tianhe, a district of Guangzhou.
    private static let district = (try? Region("440106")) ?? .guangzhou
}
