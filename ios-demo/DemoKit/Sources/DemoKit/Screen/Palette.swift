// Every colour of the app, for light and for dark. `PaletteTests` measures their contrasts.

/// How good a piece of news is; views give it a colour and a shape.
public enum Tone: Sendable, CaseIterable {
    case good, caution, bad, neutral
}

/// A colour as red, green and blue, from 0 to 1.
public struct RGB: Sendable, Equatable {
    public let red: Double
    public let green: Double
    public let blue: Double

    /// - Parameter hex: `0xRRGGBB`.
    init(_ hex: UInt32) {
        red = Double(hex >> 16 & 0xFF) / 255
        green = Double(hex >> 8 & 0xFF) / 255
        blue = Double(hex & 0xFF) / 255
    }
}

/// A colour and what is written on it.
public struct Patch: Sendable, Equatable {
    public let ground: RGB
    public let ink: RGB

    init(_ ground: UInt32, _ ink: UInt32) {
        self.ground = RGB(ground)
        self.ink = RGB(ink)
    }
}

/// The colours of a screen by day or by night.
public struct Palette: Sendable, Equatable {
    /// Behind everything.
    public let ground: RGB
    /// Of cards and fields, on the ground.
    public let surface: RGB
    /// What is read, on ground and surface.
    public let ink: RGB
    /// What is read second, on ground and surface.
    public let faint: RGB
    /// Borders; says nothing.
    public let line: RGB
    /// Buttons and links; also as ink on ground and surface.
    public let accent: Patch
    private let good: Patch
    private let caution: Patch
    private let bad: Patch
    private let neutral: Patch

    /// A patch that carries a tone, quiet enough to stand beside others.
    public func soft(_ tone: Tone) -> Patch {
        switch tone {
        case .good: good
        case .caution: caution
        case .bad: bad
        case .neutral: neutral
        }
    }

    /// By day.
    public static let light = Palette(
        ground: RGB(0xF2F5F8), surface: RGB(0xFFFFFF), ink: RGB(0x13202B), faint: RGB(0x4D5C69),
        line: RGB(0xD3DBE2), accent: Patch(0x0A5685, 0xFFFFFF),
        good: Patch(0xDBF1E3, 0x0A5730), caution: Patch(0xFFEFD2, 0x6E4200),
        bad: Patch(0xFBE3E1, 0x93190F), neutral: Patch(0xE4EAEF, 0x33414D))

    /// By night.
    public static let dark = Palette(
        ground: RGB(0x0E141A), surface: RGB(0x1A232C), ink: RGB(0xEDF2F6), faint: RGB(0xAEBAC5),
        line: RGB(0x35434F), accent: Patch(0x8CCBF2, 0x06283D),
        good: Patch(0x12372A, 0x8FE0B2), caution: Patch(0x3B2C10, 0xF7CB80),
        bad: Patch(0x481B18, 0xFFBDB5), neutral: Patch(0x2A3641, 0xD3DCE4))

    /// The three verdicts, the same by day and by night: they are learnt.
    public static let accepted = Patch(0x0B6B3A, 0xFFFFFF)
    public static let rejected = Patch(0xA61B14, 0xFFFFFF)
    public static let unreadable = Patch(0x3F4C59, 0xFFFFFF)

    /// The face of a card, from its upper left to its lower right, and what is written on it.
    public static let card = [Patch(0x073F66, 0xFFFFFF), Patch(0x0B6F80, 0xFFFFFF)]
    /// The same for a card that can't be shown.
    public static let cardAsleep = [Patch(0x3B4752, 0xFFFFFF), Patch(0x56636F, 0xFFFFFF)]
}
