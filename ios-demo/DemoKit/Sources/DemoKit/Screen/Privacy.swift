// Whether anything of the app may be seen now: one rule for all screens, those to come included.

import Observation

/// Covers a window while others may see it. Codes have a rule of their own besides, in `CodeScreen`.
@MainActor @Observable
public final class Privacy {
    /// Why nothing of the app is seen.
    public enum Cover: Sendable, Equatable {
        /// The app is not in front: the system takes the picture of the app switcher.
        case away
        /// The screen is recorded or mirrored.
        case captured
    }

    /// Whether the window is in front.
    public var isInFront = true
    /// Whether the window is recorded or mirrored, as its scene is told.
    public var isSceneCaptured = false

    private let capture: any CaptureState

    /// - Parameter capture: Whether the phone's screen is recorded or mirrored.
    public init(_ capture: any CaptureState) {
        self.capture = capture
    }

    /// What is drawn over everything; none while the app may be seen.
    public var cover: Cover? {
        if isSceneCaptured || capture.isCaptured { return .captured }
        return isInFront ? nil : .away
    }

    /// What the cover says: why nothing is seen, where the user is looking at it.
    public func text(_ words: Words) -> String? {
        switch cover {
        case .captured: words[.screenCaptured]
        case .away, nil: nil
        }
    }
}
