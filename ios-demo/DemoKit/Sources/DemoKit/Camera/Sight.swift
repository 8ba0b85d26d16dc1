// Tells a code that came from one that is still there.

/// What is before the camera.
///
/// A code that stays in the picture is news once. It is news again when it was away for a moment that
/// is longer than a shaking hand takes, or when the next one was asked for.
struct Sight {
    /// What AVFoundation reports of one code comes many times a second.
    private static let goneAfter: Duration = .seconds(1)

    private var text: String?
    private var lastSeen: ContinuousClock.Instant?

    /// The code to judge, when there is one that wasn't there before.
    mutating func next(_ frame: Frame) -> String? {
        guard let seen = frame.text else { return nil }
        defer {
            text = seen
            lastSeen = frame.at
        }
        let isStillThere = lastSeen.map { $0.duration(to: frame.at) < Self.goneAfter } ?? false
        return seen == text && isStillThere ? nil : seen
    }

    /// The next code is news, also when it is the same.
    mutating func forget() {
        text = nil
    }
}
