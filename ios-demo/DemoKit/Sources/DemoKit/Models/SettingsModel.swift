// What the user can set, and how well the phone keeps their keys.

import Essc
import Foundation
import Observation

/// How one card's keys are kept.
public struct KeyFace: Identifiable, Sendable, Equatable {
    public let id: CardID
    public let card: String
    public let level: String
    public let tone: Tone
}

/// Changes ``AppSettings``; asks the key store for the level of each card's everyday key.
@MainActor @Observable
public final class SettingsModel {
    /// What stands in the fields, until it is saved.
    public var address: String
    public var root: String
    public private(set) var keys: [KeyFace] = []
    public private(set) var news: String?
    public private(set) var problem: Problem?

    private let app: AppModel
    private let words: Words

    public init(_ app: AppModel) {
        self.app = app
        words = app.words
        address = app.settings.address
        root = app.settings.root
    }

    /// Asks how the keys are kept.
    public func load() async {
        // Of the issuer that is set now.
        let services = app.services
        guard services.issuer != nil else { return keys = [] }
        let (words, store) = (words, services.keys)
        do {
            // The hardware that keeps them may be slow to answer.
            let cards = try await services.wallet().cards
            keys = await Task.detached { cards.map { KeyFace($0, store, words) } }.value
        } catch {
            problem = Problem(error, words)
        }
    }

    /// Keeps the issuer. Another issuer is another wallet: whatever was open is of the old one.
    public func save() {
        let before = app.settings.issuer
        address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        while address.hasSuffix("/") { address.removeLast() }
        root = root.trimmingCharacters(in: .whitespacesAndNewlines)
        app.settings.address = address
        app.settings.root = root
        if app.settings.issuer != before { app.memory.contents.path = [] }
        news = words[.issuerSaved]
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut) async {
        problem = nil
        if way == .reEnroll { app.leave(way) } else { await load() }
    }
}

extension KeyFace {
    fileprivate init(_ card: CardSummary, _ keys: any KeyStore, _ words: Words) {
        id = card.id
        self.card = card.region.name(in: words.language)
        if let level = try? keys.info(alias: "essc.\(card.id).everyday").securityLevel {
            self.level = words.securityLevel(level)
            tone = level == .software ? .caution : .good
        } else {
            level = words[.keyGone]
            tone = .bad
        }
    }
}
