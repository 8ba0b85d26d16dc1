// The lists a scanner judges by: how old, and bringing them up to date.

import Essc
import Foundation
import Observation

/// One list.
public struct ListRow: Identifiable, Sendable, Equatable {
    public let name: String
    /// Since it was signed, in words.
    public let age: String
    public let until: String
    /// How fresh, in a word.
    public let freshness: String
    public let tone: Tone

    public var id: String { name }
}

/// Shows `Verifier.lists`, runs `Verifier.syncUpdates` and `Verifier.importBundle`.
@MainActor @Observable
public final class ListsModel {
    public private(set) var rows: [ListRow] = []
    public private(set) var isLoaded = false
    public private(set) var isSyncing = false
    /// Lists that are done, of ``total`` known so far.
    public private(set) var done = 0
    /// 0 while nothing is known yet.
    public private(set) var total = 0
    public private(set) var bytes = 0
    public private(set) var news: String?
    public private(set) var newsTone = Tone.neutral
    public private(set) var problem: Problem?
    /// Whether the user is picking a file.
    public var isPicking = false

    private let services: Services
    private let words: Words

    public init(_ services: Services, _ words: Words) {
        self.services = services
        self.words = words
    }

    /// Reads what is held.
    public func load() async {
        let (words, clock) = (words, services.clock)
        do {
            rows = try await services.gate().lists.map { ListRow($0, at: clock.now(), words) }
        } catch {
            problem = Problem(error, words)
        }
        isLoaded = true
    }

    /// Asks for what changed; goes on where the last one broke off.
    public func sync() async {
        await bring {
            let gate = try await services.gate()
            guard let issuer = services.issuer else { throw NoIssuer() }
            for try await update in gate.syncUpdates(from: issuer.source) {
                switch update {
                case .step(let step): (done, total, bytes) = (step.done, step.total, step.bytes)
                case .finished(let summary): return summary
                }
            }
            // The user has left, and the sync goes on.
            throw CancellationError()
        }
    }

    /// Takes lists in from a file.
    public func importBundle(_ file: URL) async {
        await bring {
            let bundle = await BundleFile.read(file)
            return try await services.gate().importBundle(bundle)
        }
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        problem = nil
        switch way {
        case .tryAgain, .refresh: await sync()
        case .otherInput: isPicking = true
        case .read: await load()
        case .reEnroll, .settings: app.leave(way)
        }
    }

    private func bring(_ how: () async throws -> SyncSummary) async {
        guard !isSyncing else { return }
        isSyncing = true
        (done, total, bytes, news, problem) = (0, 0, 0, nil, nil)
        defer { isSyncing = false }
        do {
            let summary = try await how()
            news = summary.isComplete ? words[.upToDate] : words[.someListsFailed]
            newsTone = summary.isComplete ? .good : .caution
        } catch {
            problem = Problem(error, words)
        }
        await load()
    }
}

/// A bundle that the user picked.
private enum BundleFile {
    /// More than any bundle has.
    static let limit = 64 << 20

    /// The bytes of a file; none for one that can't be read or that no bundle is as large as, which the
    /// SDK then refuses. Not on the main actor: a file may be far away.
    nonisolated static func read(_ file: URL) async -> Data {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return Data() }
        defer { try? handle.close() }
        let bytes = try? handle.read(upToCount: limit + 1)
        return bytes.flatMap { $0.count <= limit ? $0 : nil } ?? Data()
    }
}

extension ListRow {
    fileprivate init(_ list: ListState, at now: Date, _ words: Words) {
        name = words.listName(list.name)
        age = words.age(now.timeIntervalSince(list.asOf))
        until = words.date(list.expiresAt)
        freshness = list.freshness.text(in: words.language)
        // Fresh is good, stale still counts, expired doesn't.
        switch list.freshness {
        case .fresh: tone = .good
        case .stale: tone = .caution
        case .expired: tone = .bad
        }
    }
}
