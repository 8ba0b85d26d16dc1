// The two kinds of buttons: the one thing to do, and what else can be done.

import DemoKit
import SwiftUI

/// A wide button with its own colours.
struct WideButtonStyle: ButtonStyle {
    let ground: Color
    let ink: Color
    let border: Color

    @Environment(\.isEnabled) private var isEnabled

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .font(.body.bold())
            .multilineTextAlignment(.center)
            .foregroundStyle(ink)
            .frame(maxWidth: .infinity, minHeight: 52)
            .padding(.horizontal, 16)
            .background(ground, in: .rect(cornerRadius: 14))
            .overlay { RoundedRectangle(cornerRadius: 14).strokeBorder(border) }
            .opacity(isEnabled ? (configuration.isPressed ? 0.8 : 1) : 0.5)
            .contentShape(.rect)
    }
}

extension ButtonStyle where Self == WideButtonStyle {
    /// The one thing to do on a screen.
    static var main: WideButtonStyle {
        WideButtonStyle(ground: Paint.accent, ink: Paint.onAccent, border: .clear)
    }

    /// What else can be done.
    static var lesser: WideButtonStyle {
        WideButtonStyle(ground: Paint.surface, ink: Paint.accent, border: Paint.line)
    }

    /// On a patch of its own colours.
    static func on(_ ground: Color, _ ink: Color) -> WideButtonStyle {
        WideButtonStyle(ground: ink, ink: ground, border: .clear)
    }
}
