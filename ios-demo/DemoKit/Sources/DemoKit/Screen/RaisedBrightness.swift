// A screen as bright as it gets, for as long as a code is on it.

/// Raises the brightness, and gives it back as it was.
@MainActor
final class RaisedBrightness {
    private let brightness: any Brightness
    private var before: Double?

    init(_ brightness: any Brightness) {
        self.brightness = brightness
    }

    func raise() {
        guard before == nil else { return }
        before = brightness.level
        brightness.level = 1
        brightness.staysOn = true
    }

    func restore() {
        guard let level = before else { return }
        before = nil
        brightness.staysOn = false
        // Whoever turned it down meanwhile wanted it so.
        if brightness.level == 1 { brightness.level = level }
    }
}
