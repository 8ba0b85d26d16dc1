// What the user can set, and how well the phone keeps their keys.

import Essc
import Foundation
import Observation

/// How one card's keys are protected.
public struct KeyFace: Identifiable, Sendable, Equatable {
    public let id: CardID
    public let card: String
    /// What the issuer verified and the card states, which scenes go by; or that the keys are gone.
    public let proved: [String]
    /// What that means for scenes that ask for hardware, and what the phone itself says, which nobody
    /// else believes.
    public let details: [String]
    public let tone: Tone
}

/// Changes ``AppSettings``; says of each card what its keys are proved to be in, and what the key store
/// says of them.
@MainActor @Observable
public final class SettingsModel {
    /// What stands in the fields, until it is saved.
    public var address: String
    public var root: String
    public private(set) var keys: [KeyFace] = []
    /// The issuer is a sandbox: what is proved is a test statement.
    public private(set) var isTest = false
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
            let wallet = try await services.wallet()
            let cards = wallet.cards
            isTest = wallet.isTest
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
        guard let level = try? keys.info(alias: "essc.\(card.id).everyday").securityLevel else {
            proved = [words[.keyGone]]
            details = []
            tone = .bad
            return
        }
        let weakest = card.weakestProtection
        proved = words.proved(card)
        details = [words.suits(weakest), words.text(.keptHere, words.securityLevel(level))]
        tone = weakest == .software ? .caution : .good
    }
}

extension CardSummary {
    /// Of its two keys.
    fileprivate var weakestProtection: KeyProtection {
        let both = [everydayProtection, identityProtection].compactMap { $0 }
        let upwards: [KeyProtection] = [.software, .trustedEnvironment, .secureElement]
        return upwards.first(where: both.contains) ?? .software
    }
}
