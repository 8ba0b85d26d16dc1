// A card comes onto this phone: offer, transaction code, progress, and what went wrong.

import Essc
import Foundation
import Observation

/// Enrols with `Offer` and `Wallet.enroll`.
@MainActor @Observable
public final class EnrollModel {
    /// Where an enrolment is.
    public enum Step: Sendable {
        case input, working, done
    }

    public private(set) var step = Step.input
    /// Digits that the offer asks for; none: it asks for none, or isn't read yet.
    public private(set) var txCodeLength: Int?
    /// Who offers; whether to trust it, enrolment finds out.
    public private(set) var issuer: String?
    public private(set) var problem: Problem?
    /// Whether an offer is being scanned.
    public var isCapturing = false

    private let services: Services
    private let words: Words
    private let memory: Memory

    public init(_ services: Services, _ words: Words, _ memory: Memory) {
        self.services = services
        self.words = words
        self.memory = memory
    }

    /// What was pasted, scanned or typed. Reading it sends nothing.
    public var offer: String {
        get { memory.contents.offer }
        set {
            guard put(newValue) else { return }
            read()
        }
    }

    /// What was typed of the transaction code: its digits.
    public var txCode: String {
        get { memory.contents.txCode }
        set {
            let digits = newValue.filter { $0.isASCII && $0.isNumber }
            let most = txCodeLength.flatMap { $0 > 0 ? $0 : nil } ?? Self.mostDigits
            memory.contents.txCode = String(digits.prefix(most))
            problem = nil
        }
    }

    /// Whether there is enough to start.
    public var isReady: Bool {
        let hasCode =
            txCodeLength.map { $0 > 0 ? $0 == txCode.count : !txCode.isEmpty } ?? true
        return step == .input && issuer != nil && hasCode
    }

    /// Reads what was there before the process ended.
    public func load() {
        if !offer.isEmpty { read() }
    }

    /// Enrols. Goes on to its end even when the screen is left.
    public func enroll() async {
        guard isReady else { return }
        let (offer, txCode) = (offer, txCode)
        step = .working
        problem = nil
        do {
            let wallet = try await services.wallet()
            try await wallet.enroll(offer, transactionCode: txCode.isEmpty ? nil : txCode)
            forget()
            step = .done
        } catch {
            step = .input
            fail(error)
        }
    }

    /// A code was scanned, or none.
    public func captured(_ text: String?) {
        isCapturing = false
        if let text { offer = text }
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) async {
        switch way {
        case .tryAgain, .refresh: await enroll()
        case .otherInput: offer = ""
        case .read, .reEnroll: problem = nil
        case .settings: app.leave(way)
        }
    }

    /// Whether there is something to read.
    private func put(_ text: String) -> Bool {
        let offer = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard step != .working else { return false }
        // The same again is read again if it wasn't yet; what else was typed stays.
        guard offer != self.offer else { return issuer == nil && !offer.isEmpty }
        forget()
        memory.contents.offer = offer
        return !offer.isEmpty
    }

    private func read() {
        do {
            let summary = try Offer(offer)
            issuer = summary.credentialIssuer
            txCodeLength = summary.transactionCodeLength
        } catch {
            fail(error)
        }
    }

    private func forget() {
        memory.contents.offer = ""
        memory.contents.txCode = ""
        issuer = nil
        txCodeLength = nil
        problem = nil
    }

    private func fail(_ error: any Error) {
        let failure = Problem(error, words)
        switch failure.code {
        case .txCodeWrong:
            // One more try with the same offer, until the issuer says that it is used up.
            memory.contents.txCode = ""
            problem = failure
        case .offerDead:
            forget()
            problem = Problem(text: failure.text, wayOut: .otherInput, code: failure.code)
        default:
            problem = failure
        }
    }

    /// More than any offer asks for.
    private static let mostDigits = 32
}
