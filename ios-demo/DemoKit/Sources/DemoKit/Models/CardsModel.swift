// The cards on this phone, their state in words, and keeping them fresh.

import Essc
import Observation

/// A card as the user sees it.
public struct CardRow: Identifiable, Sendable, Equatable {
    public let id: CardID
    public let city: String
    public let owner: String
    /// A word or two.
    public let state: String
    public let tone: Tone
    /// What to do, when something is to be done.
    public let advice: String?
    /// Until when it works without a network.
    public let offlineUntil: String
    public let functions: String
    /// Whether a code can be made now.
    public let canShow: Bool
    public let mustReEnroll: Bool
}

/// Lists with `Wallet.cards`, follows `Wallet.cardUpdates`, and renews with `Wallet.refresh`.
@MainActor @Observable
public final class CardsModel {
    public private(set) var cards: [CardRow] = []
    public private(set) var isLoaded = false
    /// The issuer is a sandbox: nothing here is valid anywhere.
    public private(set) var isTest = false
    public private(set) var isRefreshing = false
    /// How far the phone's clock is off.
    public private(set) var clockWarning: String?
    public private(set) var news: String?
    public private(set) var problem: Problem?
    /// The card that a venue's request is being scanned for.
    public var capturingFor: CardID?
    /// Whether one is being scanned.
    public var isCapturing: Bool {
        get { capturingFor != nil }
        set { if !newValue { capturingFor = nil } }
    }

    private let services: Services
    private let words: Words

    public init(_ services: Services, _ words: Words) {
        self.services = services
        self.words = words
    }

    /// Reads what is on the phone.
    public func load() async {
        let words = words
        do {
            let held = Held(try await services.wallet(), words)
            cards = held.cards
            isTest = held.isTest
            clockWarning = held.clockWarning
            problem = held.problem
        } catch {
            problem = Problem(error, words)
        }
        isLoaded = true
    }

    /// Reads again whenever the cards change, whoever changed them, until the task ends.
    public func follow() async {
        // Without a wallet there is nothing to follow; why, `load` says.
        guard let updates = try? await services.wallet().cardUpdates else { return }
        for await _ in updates { await load() }
    }

    /// Fetches what changed. Without a network the cards work on, and the screen says why it failed.
    public func refresh(_ which: Refresh = .now) async {
        guard !isRefreshing else { return }
        isRefreshing = true
        news = nil
        defer { isRefreshing = false }
        do {
            let wallet = try await services.wallet()
            let summary = try await wallet.refresh(which)
            await load()
            let fault = summary.documents ?? summary.cards.lazy.compactMap(\.error).first
            if let fault {
                problem = problem ?? Problem(fault, words)
            } else {
                news = words[.upToDate]
            }
        } catch {
            isLoaded = true
            problem = Problem(error, words)
        }
    }

    /// Once at every start, and without a word when there is no network or no issuer yet.
    public func start(isOnline: Bool) async {
        await load()
        if isOnline, services.issuer != nil { await refresh(.whenDue) }
    }

    /// A venue's request was scanned, or none.
    public func captured(_ text: String?, _ app: AppModel) {
        let card = capturingFor
        capturingFor = nil
        if let card, let text { app.go(.consent(card: card, request: text)) }
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        switch way {
        case .tryAgain, .refresh: await refresh()
        case .read, .otherInput:
            problem = nil
            await load()
        case .reEnroll, .settings: app.leave(way)
        }
    }
}

/// All that the wallet says, asked in one go.
private struct Held: Sendable {
    let cards: [CardRow]
    let isTest: Bool
    let clockWarning: String?
    let problem: Problem?

    init(_ wallet: Wallet, _ words: Words) {
        cards = wallet.cards.map { CardRow($0, words) }
        isTest = wallet.isTest
        clockWarning = words.warning(wallet.clockHealth)
        if case .needsReEnrollment(let why) = wallet.condition {
            let code = why.errorCode
            problem = Problem(
                text: code.text(in: words.language), wayOut: .reEnroll, code: code)
        } else {
            problem = nil
        }
    }
}

extension Words {
    /// What is said of a clock that is off.
    func warning(_ health: ClockHealth) -> String? {
        guard case .off(let seconds) = health else { return nil }
        return clockOff(seconds)
    }
}

extension CardRow {
    fileprivate init(_ card: CardSummary, _ words: Words) {
        id = card.id
        city = card.region.name(in: words.language)
        owner = card.isDelegated ? words[.familyCard] : words[.ownCard]
        state = words.state(card.state)
        advice = card.state.errorCode?.text(in: words.language)
        offlineUntil = words.date(card.expiresAt)
        functions = words.functionNames(card.functions)
        switch card.state {
        case .active: (tone, canShow, mustReEnroll) = (.good, true, false)
        case .refreshDue: (tone, canShow, mustReEnroll) = (.caution, true, false)
        case .expired, .suspended: (tone, canShow, mustReEnroll) = (.bad, false, false)
        case .needsReEnrollment: (tone, canShow, mustReEnroll) = (.bad, false, true)
        }
    }
}
