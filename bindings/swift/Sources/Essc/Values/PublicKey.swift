// A public key, as trust lists and roots name it.

/// A public key on P-256, as a JSON Web Key (RFC 7517).
public struct PublicKey: Hashable, Sendable, Codable {
    /// The key as JSON.
    public let jwk: String

    /// - Parameter jwk: The key as JSON. What is no key is refused by the call that it is given to, with
    ///   ``ErrorCode/keyRefused``.
    public init(jwk: String) {
        self.jwk = jwk
    }
}
