// The parts of a phone that a computer doesn't have, in a test's hands.

import Essc
import Foundation
import Observation

@testable import DemoKit

@MainActor
final class HandBrightness: Brightness {
    var level = 0.4
    var staysOn = false
}

@MainActor @Observable
final class HandCapture: CaptureState {
    var isCaptured = false
}

@MainActor @Observable
final class HandNetwork: Connectivity {
    var isOnline = true
}

/// A camera that sees what a test holds before it.
@MainActor
final class HandCamera: FrameSource {
    var isPermitted = true
    private var eyes: [AsyncStream<Frame>.Continuation] = []
    private let time: HandTime
    /// How many have begun to look so far.
    private(set) var looks = Looks()

    init(_ time: HandTime) {
        self.time = time
    }

    func isAllowed() async -> Bool { isPermitted }

    func frames() -> AsyncStream<Frame> {
        // All of them, so that a test can say how many a code was in.
        let (frames, eye) = AsyncStream<Frame>.makeStream()
        eyes.append(eye)
        looks.number += 1
        return frames
    }

    /// Holds a code before it for so many pictures.
    func show(_ text: String?, times: Int = 1) {
        for eye in eyes {
            for _ in 0..<times { eye.yield(Frame(text: text, at: time.instant)) }
        }
    }

    /// The pictures end, as when the screen is left.
    func close() {
        for eye in eyes { eye.finish() }
        eyes = []
    }
}

/// Counts, and can be waited for.
@MainActor @Observable
final class Looks {
    var number = 0
}

/// Settings in memory.
final class MemoryStore: SettingsStore {
    private var values: [String: Any] = [:]

    func string(forKey name: String) -> String? { values[name] as? String }
    func bool(forKey name: String) -> Bool { values[name] as? Bool ?? false }
    func set(_ value: Any?, forKey name: String) { values[name] = value }
}
