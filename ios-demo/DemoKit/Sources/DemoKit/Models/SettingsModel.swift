// What the user can set, and how well the phone keeps their keys.

import Essc
import Foundation
import Observation

/// How one card's keys are kept.
public struct KeyFace: Identifiable, Sendable, Equatable {
    public let id: CardId
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

    private let services: Services
    private let words: any Words
    private let settings: AppSettings

    public init(_ services: Services, _ words: any Words, _ settings: AppSettings) {
        self.services = services
        self.words = words
        self.settings = settings
        address = settings.address
        root = settings.root
    }

    /// Asks how the keys are kept.
    public func load() async {
        guard services.issuer != nil else { return }
        let (words, store) = (words, services.keys)
        do {
            keys = try await services.onWallet { wallet in
                wallet.cards().map { KeyFace($0, store, words) }
            }
        } catch {
            problem = Problem(error, words)
        }
    }

    /// Keeps the issuer. Another issuer is another wallet.
    public func save() {
        address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        while address.hasSuffix("/") { address.removeLast() }
        root = root.trimmingCharacters(in: .whitespacesAndNewlines)
        settings.address = address
        settings.root = root
        news = words.issuerSaved
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        problem = nil
        if way == .reEnrol { app.leave(way) } else { await load() }
    }
}

extension KeyFace {
    fileprivate init(_ card: CardSummary, _ keys: any KeyStore, _ words: any Words) {
        id = card.id
        self.card = regionName(region: card.region, language: words.language)
        if let level = try? keys.info(alias: "essc.\(card.id).everyday").securityLevel {
            self.level = words.securityLevel(level)
            tone = level == .software ? .caution : .good
        } else {
            level = words.keyGone
            tone = .bad
        }
    }
}
