// What a screen with a code shows at a moment. No drawing: `CodeView` draws it.

import Foundation

/// The state of a screen that shows codes: the code, how long it has, and whether it may be seen.
///
/// Feed it what happens, and draw ``content(at:)``. A code is seen only while its screen is in front,
/// neither recorded nor mirrored, and its time is not over.
public struct CodeScreen: Sendable, Equatable {
    /// What is drawn.
    public enum Content: Sendable, Equatable {
        /// No code yet.
        case waiting
        /// Nothing of the code: the screen is recorded, mirrored, or in the app switcher.
        case covered
        /// The code, and the whole seconds until the next one replaces it or it is hidden.
        case code(QRCode, secondsLeft: Int)
        /// The code's time is over and none follows: show it again when the holder wants to.
        case ended
        /// There is no code because of an error; the text is for the holder.
        case failed(text: String)
    }

    private struct Shown: Sendable, Equatable {
        let code: Code
        let since: Date
    }

    private let language: Language
    private var shown: Shown?
    private var failure: String?
    private var hasEnded = false

    /// Whether the screen is recorded or mirrored. Set by who can tell.
    public var isCaptured = false

    /// Whether the app is in front. While it is not, the system takes the picture of the app switcher.
    public var isInFront = true

    /// - Parameter language: Of what the holder reads and hears.
    public init(language: Language) {
        self.language = language
    }

    /// Takes a code that was just made.
    public mutating func show(_ code: Code, at now: Date) {
        shown = Shown(code: code, since: now)
        failure = nil
        hasEnded = false
    }

    /// Takes the end of the codes.
    public mutating func end() {
        shown = nil
        hasEnded = true
    }

    /// Takes an error that ended the codes.
    public mutating func fail(_ error: any Error) {
        shown = nil
        let code = (error as? EsscError)?.code ?? .internal
        failure = code.text(in: language)
    }

    /// Takes that the app went to the background: the code is gone.
    public mutating func leave() {
        // One that names its holder is not made again without being asked for.
        if shown?.code.isShownOnce == true {
            hasEnded = true
        }
        shown = nil
    }

    /// Whether codes are to be made when the screen comes to the front again: not when the last one was
    /// made to be shown once, nor after an error.
    public var wantsCodes: Bool {
        !hasEnded && failure == nil
    }

    /// What is drawn now.
    public func content(at now: Date) -> Content {
        if let failure { return .failed(text: failure) }
        guard let shown else { return hasEnded ? .ended : .waiting }
        guard isInFront, !isCaptured else { return .covered }
        let life = shown.code.rotateAfter
        // A wall clock that is set back must not keep a code on the screen for ever.
        let left = life - abs(now.timeIntervalSince(shown.since))
        if left > 0 { return .code(shown.code.qr, secondsLeft: Int(left.rounded(.up))) }
        return shown.code.isShownOnce ? .ended : .waiting
    }

    /// What assistive technology says of the screen. Never the code's text: whoever overhears or logs
    /// that has the code.
    public func accessibilityLabel(at now: Date) -> String {
        switch content(at: now) {
        case .waiting: ScreenText.waiting.text(in: language)
        case .covered: ScreenText.covered.text(in: language)
        case .code(_, let seconds): ScreenText.shown.text(in: language, seconds)
        case .ended: ScreenText.ended.text(in: language)
        case .failed(let text): text
        }
    }

    /// What stands below a code that has so many seconds left.
    func countdown(_ seconds: Int) -> String {
        ScreenText.secondsLeft.text(in: language, seconds)
    }
}
