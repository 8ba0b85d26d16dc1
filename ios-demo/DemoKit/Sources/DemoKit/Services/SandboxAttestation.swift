// Keys that a sandbox states to be in hardware.

import Essc
import Foundation

/// Has a sandbox attest new keys, in the place of the phone's maker, so that its cards can be shown where
/// keys in hardware are asked for, in a simulator too. The statement is worth nothing outside
/// a test: the sandbox examines no phone and certifies the level that this class asks for. Software keys
/// are certified as keys in a trusted execution environment. The chain has Android's form, whichever
/// phone asks.
///
/// A product has no such class: it attests its keys with App Attest. Where the sandbox can't be reached,
/// or the issuer is no sandbox, a key comes as the store made it.
public final class SandboxAttestation: KeyStore {
    private let keys: any KeyStore
    private let http: any HTTPClient
    private let isTest: @Sendable () -> Bool

    /// - Parameters:
    ///   - keys: Where the keys are.
    ///   - http: The way to the sandbox.
    ///   - isTest: Whether the issuer's trust list says that it is a sandbox's.
    public init(
        _ keys: any KeyStore, http: any HTTPClient, isTest: @escaping @Sendable () -> Bool
    ) {
        self.keys = keys
        self.http = http
        self.isTest = isTest
    }

    public func generate(
        alias: String, policy: KeyPolicy, request: AttestationRequest
    ) throws -> KeyInfo {
        let made = try keys.generate(alias: alias, policy: policy, request: request)
        // Without a challenge nobody judges the key.
        guard !request.challenge.isEmpty, isTest(),
            let certificates = chain(made, policy, request)
        else { return made }
        return KeyInfo(
            publicKey: made.publicKey, securityLevel: made.securityLevel,
            attestation: .androidChain(certificates: certificates))
    }

    public func sign(alias: String, message: Data, prompt: SignPrompt?) throws -> Data {
        try keys.sign(alias: alias, message: message, prompt: prompt)
    }

    public func info(alias: String) throws -> KeyInfo { try keys.info(alias: alias) }

    public func delete(alias: String) throws { try keys.delete(alias: alias) }

    /// Certificates, leaf first; none where nobody makes any.
    private func chain(_ made: KeyInfo, _ policy: KeyPolicy, _ request: AttestationRequest)
        -> [Data]?
    {
        let asked = Asked(
            public_key: encoded(made.publicKey), challenge: encoded(request.challenge),
            authentication: policy.authentication == .eachUse ? .each_use : .unlocked_device,
            security_level: made.securityLevel == .secureElement
                ? .secure_element : .trusted_environment)
        // An issuer's identifier is the sandbox's address and its region.
        guard let end = request.issuer.lastIndex(of: "/"),
            let body = try? JSONEncoder().encode(asked)
        else { return nil }
        let call = HTTPRequest(
            method: .post, url: "\(request.issuer[..<end])/sandbox/attestation",
            headers: [HeaderField(name: "content-type", value: "application/json")],
            body: body, maxResponseBytes: 65_536, timeout: 15)
        guard let answer = try? http.send(request: call), answer.status == 200 else { return nil }
        // `Data` is base64 in JSON, as certificates are.
        return try? JSONDecoder().decode(Answer.self, from: answer.body).x5c
    }

    private func encoded(_ bytes: Data) -> String {
        bytes.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The request's body; its names are the wire's.
    private struct Asked: Encodable {
        enum Authentication: String, Encodable { case each_use, unlocked_device }
        enum Level: String, Encodable { case secure_element, trusted_environment }

        let public_key: String
        let challenge: String
        let authentication: Authentication
        let security_level: Level
    }

    private struct Answer: Decodable {
        let x5c: [Data]
    }
}
