// The screen of this phone: how bright it is, and who else sees it.

import DemoKit
import Observation
import UIKit

/// The brightness of the phone's screen.
final class ScreenBrightness: Brightness {
    var level: Double {
        get { UIScreen.main.brightness }
        set { UIScreen.main.brightness = newValue }
    }

    var staysOn: Bool {
        get { UIApplication.shared.isIdleTimerDisabled }
        set { UIApplication.shared.isIdleTimerDisabled = newValue }
    }
}

/// Whether the screen is recorded or mirrored.
@Observable
final class ScreenCapture: CaptureState {
    private(set) var isCaptured = UIScreen.main.isCaptured

    @ObservationIgnored private var token: (any NSObjectProtocol)?

    init() {
        token = NotificationCenter.default.addObserver(
            forName: UIScreen.capturedDidChangeNotification, object: nil, queue: .main
        ) { [weak self] _ in
            // The main queue is the main actor.
            MainActor.assumeIsolated { self?.isCaptured = UIScreen.main.isCaptured }
        }
    }
}
