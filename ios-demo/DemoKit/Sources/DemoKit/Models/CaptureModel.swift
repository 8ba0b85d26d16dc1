// Scans one code and hands its text on: an offer, or a venue's request.

import Observation

/// Looks through the camera until there is a code.
@MainActor @Observable
public final class CaptureModel {
    public private(set) var isCameraDenied = false

    private let camera: any FrameSource

    public init(_ camera: any FrameSource) {
        self.camera = camera
    }

    /// The text of the first code in the picture; none when the camera may not be used, or when the
    /// screen is left before.
    public func capture() async -> String? {
        isCameraDenied = !(await camera.isAllowed())
        guard !isCameraDenied else { return nil }
        for await frame in camera.frames() {
            if let text = frame.text { return text }
        }
        return nil
    }
}
