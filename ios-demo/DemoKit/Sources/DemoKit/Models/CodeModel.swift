// A card's code: which scene, what it will tell, and the code itself with its countdown.

import Essc
import Foundation
import Observation

/// A scene in the picker.
public struct SceneChoice: Identifiable, Sendable, Equatable {
    public let code: SceneCode
    public let name: String
    public let willDisclose: String
    /// Why it would not take this card; none when it would.
    public let refusal: String?
    public let needsRequest: Bool

    public var id: SceneCode { code }
}

/// Shows a card with `Wallet.scenes` and `codes`; nothing is signed unless ``start()``ed.
@MainActor @Observable
public final class CodeModel {
    /// Which part of the code screen is on.
    public enum Step: Sendable {
        case scenes, confirm, showing, over
    }

    public private(set) var step = Step.scenes
    public private(set) var scenes: [SceneChoice] = []
    public private(set) var scene: SceneChoice?
    /// What the venue sees, said before the code is shown and beside it.
    public private(set) var discloses = ""
    /// Whether another code follows this one by itself.
    public private(set) var rotates = true
    /// Seconds that this code is shown for.
    public private(set) var secondsOf: TimeInterval = 1
    /// The code that is on the screen, or covered there.
    private(set) var shown: Code?
    public private(set) var isTest = false
    public private(set) var clockWarning: String?
    public private(set) var problem: Problem?
    /// Whether the holder has to read the request again, and agree, before it is answered.
    public private(set) var mustAsk = false
    /// Whether a venue's request is being scanned.
    public var isCapturing = false

    private let services: Services
    private let words: Words
    private let memory: Memory
    private let platform: Platform
    private let card: CardID
    private let request: String?
    private let agreed: Agreement?
    private var screen: CodeScreen
    private var isInFront = true
    @ObservationIgnored private var showing: Task<Void, Never>?
    private let light: RaisedBrightness

    /// - Parameters:
    ///   - card: Whose code is shown.
    ///   - request: The venue's request that it answers.
    ///   - agreed: What the holder agreed to of that request; without it they are asked again.
    init(
        _ services: Services, _ words: Words, _ memory: Memory, _ platform: Platform,
        card: CardID, request: String? = nil, agreed: Agreement? = nil
    ) {
        self.services = services
        self.words = words
        self.memory = memory
        self.platform = platform
        self.card = card
        self.request = request
        self.agreed = agreed
        screen = CodeScreen(language: words.language)
        light = RaisedBrightness(platform.brightness)
    }

    /// What is drawn in the code's place now.
    public func content(at now: Date) -> CodeScreen.Content {
        var screen = screen
        screen.isCaptured = platform.capture.isCaptured
        screen.isInFront = isInFront
        return screen.content(at: now)
    }

    /// Whether the code is shown without a network.
    public var isOffline: Bool { !platform.network.isOnline }

    /// Reads the scenes; goes on where the screen was before the process ended.
    public func load() async {
        guard request == nil || agreed != nil else {
            mustAsk = true
            return
        }
        let (words, card, agreed) = (words, card, agreed)
        do {
            let wallet = try await services.wallet()
            // The one scene of an answer is told by the rules of the place where the venue is.
            scenes =
                try agreed.map { [try SceneChoice(wallet, $0, words)] }
                ?? wallet.scenes(of: card).map { SceneChoice($0, words) }
            (clockWarning, isTest) = (words.warning(wallet.clockHealth), wallet.isTest)
        } catch {
            return fail(error)
        }
        guard step == .scenes, let scene = memory.contents.scene else { return }
        let isAgreed = memory.contents.isAgreed
        choose(scene)
        if isAgreed { start() }
    }

    /// A scene was chosen: says what it will disclose. One that wants a venue's request begins with
    /// scanning that.
    public func choose(_ code: SceneCode) {
        guard let choice = scenes.first(where: { $0.code == code }) else { return }
        hide()
        if let refusal = choice.refusal {
            problem = Problem(text: refusal, wayOut: .read)
            return
        }
        problem = nil
        if choice.needsRequest, request == nil {
            isCapturing = true
            return
        }
        scene = choice
        discloses = choice.willDisclose
        step = .confirm
        memory.contents.scene = code
    }

    /// The user agreed, or came back: codes follow one another until ``hide()``.
    public func start() {
        guard let scene, showing == nil else { return }
        problem = nil
        screen = CodeScreen(language: words.language)
        step = .showing
        memory.contents.isAgreed = true
        showing = Task { [weak self] in await self?.show(scene) }
    }

    /// The screen is left: nothing is signed any more, and no code stays in memory.
    public func hide() {
        stop()
        screen = CodeScreen(language: words.language)
        memory.contents.isAgreed = false
        if step != .scenes { step = .confirm }
        if let scene { discloses = scene.willDisclose }
    }

    private func pickAnother() {
        hide()
        scene = nil
        problem = nil
        step = .scenes
        memory.contents.scene = nil
    }

    /// Back to the picker; from an answer, back to the cards.
    public func pickAnother(_ app: AppModel) {
        if request != nil { app.back() } else { pickAnother() }
    }

    /// A venue's request was scanned, or none.
    public func captured(_ text: String?, _ app: AppModel) {
        isCapturing = false
        if let text { app.replace(.consent(card: card, request: text)) }
    }

    /// Back to the request: what the holder agreed to is gone, or is not what would be told now.
    public func askAgain(_ app: AppModel) {
        if let request { app.replace(.consent(card: card, request: request)) }
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) {
        switch way {
        case .tryAgain: if mustAsk { askAgain(app) } else { start() }
        case .read, .otherInput: pickAnother(app)
        case .refresh: app.back()
        case .reEnroll, .settings: app.leave(way)
        }
    }

    /// Something of the system's lies over the app, as its question for a face: nothing stops.
    public func cover() {
        isInFront = false
    }

    /// The app is in the background: nothing is signed, and the process may end.
    public func leave() {
        isInFront = false
        guard step == .showing else { return }
        stop()
        screen.leave()
        // A code that answers, or names its holder, is not made again without being asked for.
        if !screen.wantsCodes || !rotates { end() }
    }

    /// The app is in front again.
    public func comeBack() {
        isInFront = true
        if step == .showing, showing == nil { start() }
    }

    private func show(_ scene: SceneChoice) async {
        do {
            let wallet = try await services.wallet()
            for try await code in try await codes(of: wallet, for: scene) { take(code) }
            if !Task.isCancelled { end() }
        } catch {
            if !Task.isCancelled { fail(error) }
        }
    }

    /// One answer for a request, and otherwise codes that replace each other.
    private func codes(
        of wallet: Wallet, for scene: SceneChoice
    ) async throws -> CodeSequence {
        guard let agreed else {
            return wallet.codes(of: card, for: scene.code, pace: services.pace)
        }
        let answer = try await wallet.answer(agreed.request, with: card)
        return CodeSequence(only: answer, pace: services.pace)
    }

    private func take(_ code: Code) {
        // It was made while the screen was left.
        guard !Task.isCancelled else { return }
        rotates = request == nil && !code.isShownOnce
        discloses = words.disclosed(code.discloses)
        secondsOf = code.rotateAfter
        shown = code
        screen.show(code, at: services.clock.now())
        light.raise()
    }

    private func stop() {
        showing?.cancel()
        (showing, shown) = (nil, nil)
        light.restore()
    }

    private func end() {
        stop()
        screen.end()
        step = .over
        memory.contents.isAgreed = false
    }

    private func fail(_ error: any Error) {
        hide()
        let failure = Problem(error, words)
        if failure.code == .disclosureChanged { mustAsk = true }
        problem = failure
    }
}

extension SceneChoice {
    fileprivate init(
        _ wallet: Wallet, _ agreed: Agreement, _ words: Words
    ) throws {
        let details = agreed.request.details
        code = details.scene
        name = words.of(details.sceneName)
        willDisclose = words.disclosed(
            try wallet.disclosure(of: agreed.card, to: agreed.request))
        refusal = nil
        needsRequest = true
    }

    fileprivate init(_ scene: OfferedScene, _ words: Words) {
        code = scene.code
        name = words.of(scene.name)
        willDisclose = words.willDisclose(scene.profile ?? .validity)
        refusal = scene.ineligible.map { $0.errorCode.text(in: words.language) }
        needsRequest = scene.needsRequest
    }
}
