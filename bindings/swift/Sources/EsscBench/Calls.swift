// The two calls that are measured, each with what it needs around it.

import Essc
import EsscTestSupport
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Something that the measurement can't do without.
struct Missing: Error, CustomStringConvertible {
    let description: String
}

/// The vector that is judged, as much of it as is needed.
private struct Vector: Decodable {
    let now: TimeInterval
    let text: String
}

/// What `essc sandbox --json` tells, as much of it as is needed.
private struct Sandbox: Decodable {
    struct Holder: Decodable {
        let role: String
        let offer: String
        let tx_code: String
    }
    struct Root: Codable {
        let crv: String
        let kty: String
        let x: String
        let y: String
    }
    let trust_list: String
    let root: Root
    let holders: [Holder]
}

/// Nanoseconds of judging a code whose issuer signature was seen before.
func verifyCost(vectors: URL, folder: URL) async throws -> Int64 {
    let file = vectors.appendingPathComponent("accept/validity-at-a-museum.json")
    let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: file))
    let now = Date(timeIntervalSince1970: vector.now)
    let lists = vectors.appendingPathComponent("lists")
    let root = try String(contentsOf: lists.appendingPathComponent("root.jwk"), encoding: .utf8)
    let config = VerifierConfig(
        directory: folder, venueRegion: try Region("440106"),
        roots: [PinnedRoot(key: PublicKey(jwk: root), leastSeq: 1)])
    let gate = try await Verifier(config, clock: ManualClock(now))
    try await gate.importBundle(Data(contentsOf: lists.appendingPathComponent("bundle.json")))
    return try await median(rounds: 2000) {
        let verdict = gate.verify(vector.text, for: 501, asOf: now)
        guard verdict.outcome == .accepted else {
            throw Missing(description: "the sample is refused: \(verdict.reasons)")
        }
    }
}

/// Nanoseconds of making a validity code with a software key, QR symbol included. A minute passes
/// between two, as it may for a holder.
func presentCost(folder: URL) async throws -> Int64 {
    guard let command = ProcessInfo.processInfo.environment["ESSC_CLI"] else {
        throw Missing(description: "ESSC_CLI is not set: the path of the command `essc`")
    }
    let issuer = Process()
    issuer.executableURL = URL(fileURLWithPath: command)
    issuer.arguments = [
        "sandbox", "--json", "--bind", "127.0.0.1:0", "--data", folder.path + "-issuer",
    ]
    let output = Pipe()
    issuer.standardOutput = output
    issuer.standardError = FileHandle.nullDevice
    try issuer.run()
    // Not asked to end: Swift's threads block signals, and a child takes that over.
    defer { kill(issuer.processIdentifier, SIGKILL) }
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
        let more = output.fileHandleForReading.availableData
        guard !more.isEmpty else { throw Missing(description: "`essc sandbox --json` ended") }
        line.append(more)
    }
    let sandbox = try JSONDecoder().decode(Sandbox.self, from: line)
    guard let holder = sandbox.holders.first(where: { $0.role == "adult" }) else {
        throw Missing(description: "an adult")
    }
    let root = PublicKey(
        jwk: String(decoding: try JSONEncoder().encode(sandbox.root), as: UTF8.self))
    let clock = ManualClock(Date())
    let config = WalletConfig(
        directory: folder, trustListURL: sandbox.trust_list, root: root, isSandbox: true,
        hardware: .any)
    let secrets = try FileSecretStore(
        directory: URL(fileURLWithPath: folder.path + "-secrets"))
    let wallet = try await Wallet(
        config, ports: WalletPorts(keys: SoftwareKeyStore(), secrets: secrets, clock: clock))
    let card = try await wallet.enroll(holder.offer, transactionCode: holder.tx_code)
    return try await median(rounds: 1000) {
        clock.advance(by: 60)
        _ = try await wallet.present(card, for: 501)
    }
}
