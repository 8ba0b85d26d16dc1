// What the library needs of Apple's App Attest.

import Foundation

/// App Attest. `SystemAppAttest` is Apple's; the rules of ``AppAttestKeys`` are tested over a scripted one.
/// All calls block.
protocol AppAttestService: Sendable {
    /// Whether this device, and this kind of program, can use it.
    var isSupported: Bool { get }

    /// Makes a key in the Secure Enclave and gives its identifier: base64 of 32 bytes.
    func generateKey() throws(AppAttestFault) -> String

    /// Has Apple attest a key, over the network. A key is attested once.
    func attestKey(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data

    /// Signs with an attested key; its counter rises.
    func generateAssertion(_ keyID: String, clientDataHash: Data) throws(AppAttestFault) -> Data
}

/// Why App Attest did not do what was asked: the cases of `DCError`, by what is to be done about them.
enum AppAttestFault: Error, Equatable {
    /// `invalidKey`, `invalidInput`: there is no such key any more, or not in this state. Another is made.
    case keyIsGone
    /// `serverUnavailable`: the same key may be tried again, now or later.
    case serverUnavailable
    /// `featureUnsupported`, `unknownSystemFailure`, and what a later system may say.
    case failed
}
