// What a screen with a code asks of the device it is on.

import Observation

/// How bright the screen is.
@MainActor
public protocol Brightness: AnyObject {
    /// From 0 to 1.
    var level: Double { get set }
    /// Whether the screen stays on although nobody touches it.
    var staysOn: Bool { get set }
}

/// Whether the screen is recorded or mirrored. Observable where it changes.
@MainActor
public protocol CaptureState: AnyObject {
    var isCaptured: Bool { get }
}

/// Whether there is a network, to say that codes work without one. Observable where it changes.
@MainActor
public protocol Connectivity: AnyObject {
    var isOnline: Bool { get }
}

/// What the app's screens find around them.
@MainActor
public struct Platform {
    public let brightness: any Brightness
    public let capture: any CaptureState
    public let network: any Connectivity
    public let camera: any FrameSource

    public init(
        brightness: any Brightness, capture: any CaptureState, network: any Connectivity,
        camera: any FrameSource
    ) {
        self.brightness = brightness
        self.capture = capture
        self.network = network
        self.camera = camera
    }
}
