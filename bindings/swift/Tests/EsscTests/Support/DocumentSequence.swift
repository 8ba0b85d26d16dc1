// A sequence of documents, and a gate that goes through it: docs/protocol.md §14.2.

import Essc
import EsscTestSupport
import Foundation

/// One sequence file. Every member counts: a runner that passes one over shows something else.
struct DocumentSequence {
    let name: String
    let opened: Date
    let region: Region
    let baseProvince: Region
    let pins: [PinnedRoot]
    let steps: [Step]

    /// What happens, at its time, with the answer that must come.
    enum Step {
        /// `outcomes` is null where the bundle is refused as a whole.
        case take(at: Date, bundle: JSON, outcomes: JSON)
        case verify(at: Date, text: String, scene: SceneCode, verdict: JSON)
        case restart(at: Date, pins: [PinnedRoot])
    }

    /// All sequences.
    static func all() throws -> [DocumentSequence] {
        let folder = Repository.vectors.appendingPathComponent("sequences")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "json" }
            .sorted { $0.path < $1.path }
            .map { file in
                let name = file.deletingPathExtension().lastPathComponent
                return try DocumentSequence(name: name, text: Repository.text(file))
            }
    }

    init(name: String, text: String) throws {
        self.name = name
        let members = try JSON.parse(text).members(["shows", "roots", "gate", "texts", "steps"])
        let roots = members["roots"] ?? .null
        let texts = members["texts"] ?? .null
        let gate = JSON.object(
            try (members["gate"] ?? .null).members(["opened", "region", "base_province", "pins"]))
        opened = try gate["opened"].time()
        region = try Region(gate["region"].text())
        baseProvince = try Region(gate["base_province"].text())
        pins = try Self.pins(gate["pins"], roots)
        steps = try (members["steps"] ?? .null).list().map { try Self.step($0, roots, texts) }
    }

    private static func step(_ json: JSON, _ roots: JSON, _ texts: JSON) throws -> Step {
        let at = try json["at"].time()
        if json["import"] != .null {
            _ = try json.members(["at", "import", "outcomes"])
            if json["outcomes"] != .null {
                _ = try json["outcomes"].members(["trust", "status", "catalogues"])
            }
            let taken = try bundle(json["import"], texts)
            return .take(at: at, bundle: taken, outcomes: json["outcomes"])
        }
        if json["verify"] != .null {
            _ = try json.members(["at", "verify", "verdict"])
            let scan = JSON.object(try json["verify"].members(["text", "scene"]))
            let text = try texts[try scan["text"].text()].text()
            let scene = SceneCode(Int(try scan["scene"].text()) ?? -1)
            return .verify(at: at, text: text, scene: scene, verdict: json["verdict"])
        }
        _ = try json.members(["at", "restart"])
        let restart = JSON.object(try json["restart"].members(["pins"]))
        return .restart(at: at, pins: try pins(restart["pins"], roots))
    }

    private static func pins(_ json: JSON, _ roots: JSON) throws -> [PinnedRoot] {
        try json.list().map { pin in
            let pin = JSON.object(try pin.members(["root", "least_seq"]))
            let root = try roots[try pin["root"].text()].written()
            let leastSeq = Int(try pin["least_seq"].number())
            return PinnedRoot(
                key: PublicKey(jwk: String(decoding: root, as: UTF8.self)), leastSeq: leastSeq)
        }
    }

    private static func bundle(_ names: JSON, _ texts: JSON) throws -> JSON {
        let members = try names.members(["trust", "roots", "status", "catalogues"])
        return .object(
            try members.mapValues { names -> JSON in
                if case .list(let names) = names {
                    return .list(try names.map { texts[try $0.text()] })
                }
                return texts[try names.text()]
            })
    }

    /// Goes through the steps; what came otherwise than the file says, a line for each.
    func play(in folder: URL) async throws -> [String] {
        let clock = ManualClock(opened)
        var gate: Verifier? = try await open(folder, pins, clock)
        var different: [String] = []
        for (number, step) in steps.enumerated() {
            let said: JSON
            var came = JSON.null
            switch step {
            case .take(let at, let bundle, let outcomes):
                clock.set(at)
                said = outcomes
                if let gate { came = try await Self.outcomes(of: bundle, at: gate) }
            case .verify(let at, let text, let scene, let verdict):
                clock.set(at)
                said = verdict
                if let gate { came = gate.verify(text, for: scene).json }
            case .restart(let at, let pins):
                clock.set(at)
                said = .null
                // The last reference: the gate lets go of its folder.
                gate = nil
                gate = try await open(folder, pins, clock)
            }
            if came != said {
                different.append("\(name), step \(number): \(came), not \(said)")
            }
        }
        return different
    }

    private func open(
        _ folder: URL, _ pins: [PinnedRoot], _ clock: ManualClock
    ) async throws -> Verifier {
        let config = VerifierConfig(
            directory: folder, venueRegion: region, roots: pins, baseRegion: baseProvince,
            remember: .coolDowns, replayCapacity: 10_000, cacheCapacity: 1_000)
        return try await Verifier(config, clock: clock)
    }

    /// What becomes of each document, in the bundle's order; null for what is no bundle.
    private static func outcomes(of bundle: JSON, at gate: Verifier) async throws -> JSON {
        var reported: [ListSync]
        do {
            reported = try await gate.importBundle(bundle.written()).lists
        } catch let error as EsscError where error.code == .bundleRefused {
            return .null
        }
        // A text that no report is of was refused unread.
        func take(_ name: ListName?) -> JSON {
            guard let at = reported.firstIndex(where: { $0.name == name }) else {
                return .text("refused")
            }
            switch reported.remove(at: at).outcome {
            case .updated: return .text("updated")
            case .unchanged: return .text("unchanged")
            case .refused: return .text("refused")
            case .failed(let reason): return .text("failed: \(reason)")
            }
        }
        let trust = take(.trustList)
        let status = try bundle["status"].list().map { take(statusList(try $0.text())) }
        let catalogues = try bundle["catalogues"].list().map { take(catalogue(try $0.text())) }
        return .object(["trust": trust, "status": .list(status), "catalogues": .list(catalogues)])
    }

    private static func statusList(_ text: String) -> ListName? {
        let prefix = "\"sub\":\"urn:essc:status:"
        guard let rest = member(text, after: prefix) else { return nil }
        let parts = rest.split(separator: ":")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return (try? Region(String(parts[0]))).map { .statusList(region: $0, number: number) }
    }

    private static func catalogue(_ text: String) -> ListName? {
        member(text, after: "\"region\":\"").flatMap { try? Region($0) }
            .map { .catalogue(region: $0) }
    }

    /// What follows an opening in a document's payload, unverified, up to the next quote.
    private static func member(_ text: String, after opening: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        var base64 = parts[1].replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else { return nil }
        let payload = String(decoding: data, as: UTF8.self)
        guard let start = payload.range(of: opening)?.upperBound,
            let end = payload[start...].firstIndex(of: "\"")
        else { return nil }
        return String(payload[start..<end])
    }
}
