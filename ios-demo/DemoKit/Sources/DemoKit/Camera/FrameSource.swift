// The camera as the app sees it: pictures in which a code was found, or not.

/// What was read off one picture.
public struct Frame: Sendable, Equatable {
    /// The text of the QR code in the picture; none when there is none.
    public let text: String?
    /// When the picture was taken.
    public let at: ContinuousClock.Instant

    public init(text: String?, at: ContinuousClock.Instant) {
        self.text = text
        self.at = at
    }
}

/// Brings pictures. The app's takes them with AVFoundation; tests hand them in.
@MainActor
public protocol FrameSource: AnyObject {
    /// Whether the camera may be used; asks the user the first time.
    func isAllowed() async -> Bool

    /// Starts the camera. It stops when nobody takes its pictures any more.
    ///
    /// A picture that comes while the one before is still being dealt with replaces those that wait:
    /// make the stream with `bufferingNewest(1)`.
    func frames() -> AsyncStream<Frame>
}
