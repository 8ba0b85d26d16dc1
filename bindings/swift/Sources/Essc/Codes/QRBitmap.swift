// A QR symbol as pixels, for whatever draws them.

import Foundation

/// A picture of a QR symbol in grey, with the light border that scanners need.
public struct QRBitmap: Sendable, Equatable {
    /// Light modules around the symbol (ISO/IEC 18004 asks for four).
    public static let quietZone = 4

    /// Pixels of one side.
    public let side: Int
    /// One byte a pixel, 0 black and 255 white, row by row from the upper left corner: `side × side`.
    public let pixels: Data

    /// The picture of a symbol.
    ///
    /// - Parameters:
    ///   - code: The symbol.
    ///   - scale: Pixels of a module's side, taken as 1 to 64. With 1, let what draws the picture scale
    ///     it up without smoothing.
    public init(_ code: QRCode, scale: Int = 1) {
        let scale = min(max(scale, 1), 64)
        let width = code.width
        side = (width + 2 * Self.quietZone) * scale
        var pixels = Data(repeating: 255, count: side * side)
        for (index, isDark) in code.modules.enumerated() where isDark && index < width * width {
            let left = (index % width + Self.quietZone) * scale
            let top = (index / width + Self.quietZone) * scale
            for row in top..<top + scale {
                let start = row * side + left
                pixels.replaceSubrange(start..<start + scale, with: repeatElement(0, count: scale))
            }
        }
        self.pixels = pixels
    }
}
