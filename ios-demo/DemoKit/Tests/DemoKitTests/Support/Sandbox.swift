// A real issuer with its made-up sample holders: `essc sandbox` in a process of its own.

import Essc
import Foundation

@testable import DemoKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Serves until it is stopped.
final class Sandbox: Sendable {
    /// One of the sample holders, made up like all of them.
    struct Holder: Decodable, Sendable {
        let role: String
        let card_number: String
        let offer: String
        let tx_code: String
    }

    /// An offer that the operator made anew.
    struct Offer: Decodable, Sendable {
        let offer: String
        let tx_code: String
    }

    private struct Report: Decodable, Sendable {
        let base_url: String
        let operator_url: String
        let operator_token_file: String
        let holders: [Holder]
    }

    let issuer: IssuerSettings
    private let folder: TemporaryFolder
    private let report: Report
    private let token: String
    private let process: Process

    /// Starts one in a folder of its own, on a port of its own.
    init() async throws {
        let folder = try TemporaryFolder()
        let command = try Surroundings.command()
        let (process, line) = try await blocking {
            let process = Process()
            process.executableURL = command
            process.arguments = [
                "sandbox", "--json", "--bind", "127.0.0.1:0", "--data", folder.url.path + "/data",
            ]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            return (process, try Self.firstLine(output.fileHandleForReading))
        }
        self.folder = folder
        self.process = process
        report = try JSONDecoder().decode(Report.self, from: line)
        let told = try JSONSerialization.jsonObject(with: line) as? [String: Any]
        let root = try JSONSerialization.data(withJSONObject: told?["root"] ?? [:])
        issuer = IssuerSettings(
            address: report.base_url, root: PublicKey(jwk: String(decoding: root, as: UTF8.self)))
        token = try String(contentsOfFile: report.operator_token_file, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        stop()
    }

    /// The issuer goes off the net.
    func stop() {
        guard process.isRunning else { return }
        // Not asked to end: Swift's threads block signals, and a child takes that over.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The sample holder of a role.
    func holder(_ role: String) throws -> Holder {
        guard let holder = report.holders.first(where: { $0.role == role }) else {
            throw Missing(what: "a holder of the role \(role)")
        }
        return holder
    }

    /// A loss is reported.
    func lose(_ card: String) async throws {
        _ = try await operate("cards/loss", ["card_number": card])
    }

    /// What was lost is found.
    func release(_ card: String) async throws {
        _ = try await operate("cards/release", ["card_number": card])
    }

    /// A new offer for a holder.
    func offer(_ card: String) async throws -> Offer {
        let answer = try await operate("offers", ["card_number": card])
        return try JSONDecoder().decode(Offer.self, from: answer)
    }

    /// Runs `essc issuer`, as an operator does.
    func run(_ call: [String]) async throws -> Data {
        let (command, url, token) = (try Surroundings.command(), report.operator_url, token)
        return try await blocking {
            let process = Process()
            process.executableURL = command
            process.arguments = ["issuer", call[0], "--url", url] + call.dropFirst()
            process.environment = ["ESSC_OPERATOR_TOKEN": token]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let said = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Missing(what: "`essc issuer \(call.joined(separator: " "))`")
            }
            return said
        }
    }

    private func operate(_ call: String, _ body: [String: String]) async throws -> Data {
        let request = HTTPRequest(
            method: .post, url: "\(report.operator_url)/operator/\(call)",
            headers: [
                HeaderField(name: "authorization", value: "Bearer \(token)"),
                HeaderField(name: "content-type", value: "application/json"),
            ],
            body: try JSONEncoder().encode(body), maxResponseBytes: 65_536, timeout: 30)
        let answer = try await blocking { try URLSessionHTTPClient().send(request: request) }
        guard (200..<300).contains(answer.status) else {
            throw Missing(
                what: "\(call): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body
    }

    private static func firstLine(_ handle: FileHandle) throws -> Data {
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = handle.availableData
            guard !more.isEmpty else {
                throw Missing(what: "a line of `essc sandbox --json`, which ended")
            }
            line.append(more)
        }
        return line
    }
}
