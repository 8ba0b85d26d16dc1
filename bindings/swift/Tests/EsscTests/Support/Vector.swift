// A vector file, and how a gate comes to its verdict: docs/protocol.md §14.

import Essc
import EsscTestSupport
import Foundation

/// One vector file. Every member counts: a runner that passes one over judges something else.
struct Vector {
    let name: String
    let gateStarted: Date
    let listsLoaded: Date
    let now: Date
    let venueRegion: Region
    let scene: SceneCode
    let root: PublicKey
    let trust: String?
    let status: [String]
    let catalogues: [String]
    let requests: [String]
    let before: [(now: Date, text: String)]
    let text: String
    let verdict: JSON

    /// All vectors, by the folder of the outcome that must come.
    static func all() throws -> [Vector] {
        try ["accept", "reject", "unreadable"].flatMap { folder in
            let files = try FileManager.default.contentsOfDirectory(
                at: Repository.vectors.appendingPathComponent(folder),
                includingPropertiesForKeys: nil)
            return try files.filter { $0.pathExtension == "json" }
                .sorted { $0.path < $1.path }
                .map { try Vector(file: $0, folder: folder) }
        }
    }

    init(file: URL, folder: String) throws {
        name = "\(folder)/\(file.deletingPathExtension().lastPathComponent)"
        let members = try JSON.parse(Repository.text(file)).members([
            "shows", "gate_started", "lists_loaded", "now", "venue_region", "scene", "lists",
            "requests", "before", "text", "verdict",
        ])
        let lists = try (members["lists"] ?? .null)
            .members(["root", "trust", "status", "catalogues"])
        func member(_ name: String) -> JSON { members[name] ?? .null }
        func texts(_ list: JSON?) throws -> [String] {
            try (list ?? .null).list().map { try $0.text() }
        }
        gateStarted = try member("gate_started").time()
        listsLoaded = try member("lists_loaded").time()
        now = try member("now").time()
        venueRegion = try Region(member("venue_region").text())
        scene = SceneCode(Int(try member("scene").text()) ?? -1)
        root = PublicKey(
            jwk: String(decoding: try (lists["root"] ?? .null).written(), as: UTF8.self))
        trust = lists["trust"] == .null ? nil : try lists["trust"]?.text()
        status = try texts(lists["status"])
        catalogues = try texts(lists["catalogues"])
        requests = try texts(members["requests"])
        before = try member("before").list().map { scan in
            let scan = try scan.members(["now", "text"])
            return (try (scan["now"] ?? .null).time(), try (scan["text"] ?? .null).text())
        }
        text = try member("text").text()
        verdict = member("verdict")
    }

    /// A gate with the vector's lists and requests, and its clock.
    func gate(in folder: TemporaryFolder) async throws -> (Verifier, ManualClock) {
        let clock = ManualClock(gateStarted)
        let roots = [PinnedRoot(key: root, leastSeq: 1)]
        let config = VerifierConfig(
            directory: folder.fresh(), venueRegion: venueRegion, roots: roots)
        let gate = try await Verifier(config, clock: clock)
        clock.set(listsLoaded)
        if let trust {
            let bundle = JSON.object([
                "trust": try Self.list(trust),
                "roots": .list([]),
                "status": .list(try status.map(Self.list)),
                "catalogues": .list(try catalogues.map(Self.list)),
            ])
            let taken = try await gate.importBundle(bundle.written())
            guard taken.isComplete else { throw Broken(what: "\(name): \(taken)") }
        }
        for request in requests {
            try gate.keepRequest(request)
        }
        return (gate, clock)
    }

    /// The verdict that a gate comes to.
    func judged(in folder: TemporaryFolder) async throws -> Verdict {
        let (gate, clock) = try await gate(in: folder)
        for scan in before {
            clock.set(scan.now)
            let verdict = gate.verify(scan.text, for: scene)
            guard verdict.outcome == .accepted else {
                throw Broken(what: "\(name), before: \(verdict.reasons)")
            }
        }
        clock.set(now)
        return gate.verify(text, for: scene)
    }

    private static func list(_ name: String) throws -> JSON {
        .text(try Repository.text(Repository.vectors.appendingPathComponent("lists/\(name)")))
    }

    /// A step before the judgement did not go as a vector's must.
    struct Broken: Error {
        let what: String
    }
}
