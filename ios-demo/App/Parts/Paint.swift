// The colours of DemoKit as SwiftUI draws them: light and dark by themselves.

import DemoKit
import SwiftUI

/// Colours that follow the system's appearance.
enum Paint {
    static let ground = both(\.ground)
    static let surface = both(\.surface)
    static let ink = both(\.ink)
    static let faint = both(\.faint)
    static let line = both(\.line)
    static let accent = both(\.accent.ground)
    static let onAccent = both(\.accent.ink)

    static func ground(_ tone: Tone) -> Color {
        one(Palette.light.soft(tone).ground, Palette.dark.soft(tone).ground)
    }

    static func ink(_ tone: Tone) -> Color {
        one(Palette.light.soft(tone).ink, Palette.dark.soft(tone).ink)
    }

    private static func both(_ part: KeyPath<Palette, RGB>) -> Color {
        one(Palette.light[keyPath: part], Palette.dark[keyPath: part])
    }

    private static func one(_ light: RGB, _ dark: RGB) -> Color {
        Color(
            uiColor: UIColor { traits in
                UIColor(traits.userInterfaceStyle == .dark ? dark : light)
            })
    }
}

extension UIColor {
    fileprivate convenience init(_ color: RGB) {
        self.init(red: color.red, green: color.green, blue: color.blue, alpha: 1)
    }
}

extension Color {
    /// The same by day and by night.
    init(_ color: RGB) {
        self.init(red: color.red, green: color.green, blue: color.blue)
    }
}
