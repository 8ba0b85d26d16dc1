// What most apps choose, so that they write down only what is theirs.

import Foundation

extension WalletConfig {
    /// A wallet whose keys must live in the phone's hardware, with one root. An app that is released
    /// while the authority changes its root pins both: it uses the initializer that takes `roots`.
    ///
    /// - Parameters:
    ///   - directory: Where the vault is; the wallet's alone. Keep it out of backups
    ///     (`URLResourceValues.isExcludedFromBackup`).
    ///   - account: Whose wallet it is, where an app has several: `[a-z0-9-]`, 32 at most. Each has a
    ///     directory and a vault key of its own.
    ///   - trustListURL: Where the trust list is fetched: `https`, or `http` on this machine in a
    ///     sandbox.
    ///   - root: The root that signs trust lists.
    ///   - leastTrustSeq: The least `seq` of a trust list: that of the day the app was built.
    ///   - isSandbox: Whether this is a sandbox build: takes test trust lists.
    ///   - hardware: The least hardware the keys must live in.
    ///   - language: Of what the user reads when a key asks for them.
    public init(
        directory: URL, account: String = "", trustListURL: String, root: PublicKey,
        leastTrustSeq: Int = 1,
        isSandbox: Bool = false, hardware: Hardware = .trustedEnvironment,
        language: Language = .preferred
    ) {
        self.init(
            directory: directory, account: account, trustListURL: trustListURL,
            roots: [PinnedRoot(key: root, leastSeq: leastTrustSeq)],
            isSandbox: isSandbox, hardware: hardware, language: language)
    }
}

extension VerifierConfig {
    /// A gate that runs all day: 65,536 acceptances and as many cards are remembered, cool-downs
    /// outlive a restart.
    ///
    /// - Parameters:
    ///   - directory: Where lists, requests and the replay journal are; made when it is missing.
    ///   - venueRegion: Where the venue stands.
    ///   - roots: The roots it trusts, oldest first.
    public init(directory: URL, venueRegion: Region, roots: [PinnedRoot]) {
        self.init(
            directory: directory, venueRegion: venueRegion, roots: roots,
            // Its catalogue is used across the border.
            baseRegion: .guangdong,
            remember: .coolDowns, replayCapacity: 1 << 16, cacheCapacity: 1 << 16)
    }
}

extension AttestationRequest {
    /// For a key that no issuer judges, as a gate's.
    public static let none = AttestationRequest(issuer: "", nonce: "", challenge: Data())
}
