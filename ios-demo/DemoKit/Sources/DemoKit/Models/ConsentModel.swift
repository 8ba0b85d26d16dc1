// A venue's request: who asks, how much, for what.

import Essc
import Observation

/// A request whose venue was proved.
public struct Asked: Sendable, Equatable {
    public let venue: String
    /// The city that vouches for the venue.
    public let vouchedBy: String
    public let place: String
    public let scene: SceneCode
    public let sceneName: String
    /// What is to be paid, in words; none when nothing is.
    public let amount: String?
    public let purpose: String?
    public let until: String
    /// What the answer tells the venue.
    public let willDisclose: String
    /// Why this card can't answer.
    public let refusal: String?
}

/// Proves with `Wallet.consent`; the code that answers is made by the code screen.
@MainActor @Observable
public final class ConsentModel {
    public private(set) var asked: Asked?
    public private(set) var problem: Problem?

    private let services: Services
    private let words: any Words
    private let card: CardId
    private let request: String
    private let memory: Memory

    public init(
        _ services: Services, _ words: any Words, _ memory: Memory, card: CardId, request: String
    ) {
        self.services = services
        self.words = words
        self.memory = memory
        self.card = card
        self.request = request
    }

    /// Reads what was scanned. Offline; nothing is signed.
    public func load() async {
        let (words, card, request) = (words, card, request)
        problem = nil
        do {
            asked = try await services.onWallet { wallet in
                let details = try wallet.consent(text: request).details()
                let scenes = try wallet.scenes(card: card)
                return Asked(details, scenes.first { $0.code == details.scene }, words)
            }
        } catch {
            problem = Problem(error, words)
        }
    }

    /// The holder agrees: goes on to the code that answers.
    public func agree(_ app: AppModel) {
        guard let asked, asked.refusal == nil else { return }
        app.replace(.code(card: card, request: request))
        memory.contents.scene = asked.scene
        memory.contents.isAgreed = true
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        switch way {
        case .tryAgain: await load()
        case .reEnrol, .settings: app.leave(way)
        case .refresh, .otherInput, .read: app.back()
        }
    }
}

extension Asked {
    fileprivate init(_ details: RequestDetails, _ offered: OfferedScene?, _ words: any Words) {
        venue = details.venue
        vouchedBy = words.of(details.city)
        place = regionName(region: details.region, language: words.language)
        scene = details.scene
        sceneName = words.of(details.sceneName)
        amount = details.amountFen.map { words.yuan(Int($0)) }
        purpose = details.purpose
        until = words.time(details.expiresAt)
        willDisclose = (offered?.profile).map(words.willDisclose) ?? ""
        refusal = (offered?.unfit).map { unfitCode(unfit: $0).text(language: words.language) }
    }
}
