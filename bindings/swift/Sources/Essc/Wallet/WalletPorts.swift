// What an app brings to its wallet.

/// What the phone brings to a wallet.
public struct WalletPorts: Sendable {
    /// Device keys.
    public let keys: any KeyStore
    /// The vault's key, and the anchor of its record.
    public let secrets: any SecretStore
    /// Time; none: the system's clocks.
    public let clock: (any DeviceClock)?
    /// HTTP; none: the library's own client, where the build has one.
    public let http: (any HTTPClient)?

    /// - Parameters:
    ///   - keys: Device keys.
    ///   - secrets: The vault's key, and the anchor of its record.
    ///   - clock: Time; none: the system's clocks.
    ///   - http: HTTP; none: the library's own client, where the build has one.
    public init(
        keys: any KeyStore, secrets: any SecretStore, clock: (any DeviceClock)? = nil,
        http: (any HTTPClient)? = nil
    ) {
        self.keys = keys
        self.secrets = secrets
        self.clock = clock
        self.http = http
    }

    /// As the core takes them.
    func core(observer: (any WalletObserver)? = nil) -> CoreWalletPorts {
        CoreWalletPorts(
            keys: keys, secrets: secrets, clock: clock, http: http, observer: observer)
    }
}
