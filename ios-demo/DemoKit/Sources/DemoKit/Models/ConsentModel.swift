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
    /// What the answer tells the venue, by the rules of the place where it is; empty when there is
    /// none.
    public let willDisclose: String
    /// Why this card can't answer.
    public let refusal: String?
}

/// The holder read a venue's request, and what a card would tell the venue, and agreed.
struct Agreement: Sendable {
    let card: CardID
    /// The request as it was scanned.
    let text: String
    /// The same as the wallet read it: it signs for what this one told, or not at all.
    let request: VenueRequest
}

/// Proves with `Wallet.readRequest`; the code that answers is made by the code screen.
@MainActor @Observable
public final class ConsentModel {
    public private(set) var asked: Asked?
    public private(set) var problem: Problem?

    private let services: Services
    private let words: Words
    private let card: CardID
    private let request: String
    private let memory: Memory
    private var shown: Agreement?

    public init(
        _ services: Services, _ words: Words, _ memory: Memory, card: CardID, request: String
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
            let wallet = try await services.wallet()
            let read = try wallet.readRequest(request)
            asked = try Asked(wallet, card, read, words)
            shown = Agreement(card: card, text: request, request: read)
        } catch {
            asked = nil
            problem = Problem(error, words)
        }
    }

    /// Fetches what is missing, as the catalogues of the province where the venue is, and reads again.
    private func refresh() async {
        problem = nil
        do {
            let summary = try await services.wallet().refresh(.whenDue)
            if let fault = summary.documents { throw fault }
            await load()
        } catch {
            problem = Problem(error, words)
        }
    }

    /// The holder agrees: goes on to the code that answers.
    public func agree(_ app: AppModel) {
        guard let asked, asked.refusal == nil else { return }
        app.agreement = shown
        app.replace(.code(card: card, request: request))
        memory.contents.scene = asked.scene
        memory.contents.isAgreed = true
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        switch way {
        case .tryAgain: await load()
        case .reEnroll, .settings: app.leave(way)
        case .refresh: await refresh()
        case .otherInput, .read: app.back()
        }
    }
}

extension Asked {
    fileprivate init(
        _ wallet: Wallet, _ card: CardID, _ request: VenueRequest, _ words: Words
    ) throws {
        let details = request.details
        do {
            willDisclose = words.disclosed(try wallet.disclosure(of: card, to: request))
            refusal = nil
        } catch {
            // What the user can't do anything about here is told in the place of the question.
            guard error.action == .askUser else { throw error }
            willDisclose = ""
            refusal = error.text(in: words.language)
        }
        venue = details.venue
        vouchedBy = words.of(details.city)
        place = details.region.name(in: words.language)
        scene = details.scene
        sceneName = words.of(details.sceneName)
        amount = details.amountFen.map { words.yuan($0) }
        purpose = details.purpose
        until = words.time(details.expiresAt)
    }
}
