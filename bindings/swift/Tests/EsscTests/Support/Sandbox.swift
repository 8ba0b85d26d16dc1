// A true issuer, run as the command that ships.

import Essc
import EsscTestSupport
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// `essc sandbox`: an issuer with made-up holders, reached over HTTP until it is stopped.
final class Sandbox {
    /// A made-up holder with an offer that can be used once.
    struct Holder {
        let role: String
        let cardNumber: String
        let offer: String
        let txCode: String
    }

    let trustList: String
    let time: String
    let root: PublicKey
    let holders: [Holder]
    private let folder: TemporaryFolder
    private let process = Process()
    private let operatorURL: String
    private let token: String

    init() throws {
        folder = try TemporaryFolder()
        process.executableURL = try Repository.command()
        process.arguments = [
            "sandbox", "--json", "--bind", "127.0.0.1:0", "--data", folder.fresh().path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let told = try JSON.parse(Self.firstLine(output.fileHandleForReading))
        trustList = try told["trust_list"].text()
        time = try told["time"].text()
        root = PublicKey(
            jwk: String(decoding: try told["root"].written(), as: UTF8.self))
        operatorURL = try told["operator_url"].text()
        let file = URL(fileURLWithPath: try told["operator_token_file"].text())
        token = try Repository.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
        holders = try told["holders"].list().map { holder in
            Holder(
                role: try holder["role"].text(), cardNumber: try holder["card_number"].text(),
                offer: try holder["offer"].text(), txCode: try holder["tx_code"].text())
        }
    }

    deinit {
        stop()
    }

    /// Kills the issuer: from here on everything is offline.
    func stop() {
        guard process.isRunning else { return }
        // Not asked to end: Swift's threads block signals, and a child takes that over.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The holder of a role.
    func holder(_ role: String) throws -> Holder {
        guard let holder = holders.first(where: { $0.role == role }) else {
            throw Repository.Missing(what: "a holder of the role \(role)")
        }
        return holder
    }

    /// An operator's call about a card; the answer.
    @discardableResult
    func operate(_ call: String, _ cardNumber: String) throws -> JSON {
        let body = try JSON.object(["card_number": .text(cardNumber)]).written()
        let answer = try URLSessionHTTPClient().send(
            request: HTTPRequest(
                method: .post, url: "\(operatorURL)/operator/\(call)",
                headers: [
                    HeaderField(name: "authorization", value: "Bearer \(token)"),
                    HeaderField(name: "content-type", value: "application/json"),
                ],
                body: body, maxResponseBytes: 65_536, timeout: 30))
        guard (200..<300).contains(answer.status) else {
            throw Repository.Missing(
                what: "\(call): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body.isEmpty
            ? .null : try JSON.parse(String(decoding: answer.body, as: UTF8.self))
    }

    /// A wallet's configuration for this issuer.
    func walletConfig(in directory: URL) -> WalletConfig {
        WalletConfig(
            directory: directory, trustListURL: trustList, root: root, isSandbox: true,
            hardware: .any, language: .en)
    }

    /// A gate at this issuer's museum, open long enough to judge at once.
    func gate(
        in directory: URL, http: HTTPClient? = nil
    ) async throws -> (Verifier, ManualClock) {
        let now = Date()
        let clock = ManualClock(now - 1000)
        let roots = [PinnedRoot(key: root, leastSeq: 1)]
        let config = VerifierConfig(
            directory: directory, venueRegion: try Region("440106"), roots: roots)
        let gate = try await Verifier(config, clock: clock, http: http)
        clock.set(now)
        return (gate, clock)
    }

    private static func firstLine(_ handle: FileHandle) throws -> String {
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = handle.availableData
            guard !more.isEmpty else {
                throw Repository.Missing(
                    what: "`essc sandbox --json` ended; ESSC_CLI may be a build without it")
            }
            line.append(more)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
