// Text as a QR symbol, and the symbol as a picture.

import Foundation

extension QRCode {
    /// A text as a QR code: a venue's request, an offer in upper case.
    ///
    /// - Throws: ``EsscError/report(code:reason:)`` for text that QR's alphanumeric mode can't hold.
    public init(_ text: String) throws(EsscError) {
        self = try calling { try qrCode(text: text) }
    }

    /// A PNG, black on white, quiet zone included.
    ///
    /// - Parameter scale: Pixels of a module's side, taken as 1 to 64.
    public func png(scale: Int) -> Data {
        corePNG(scale: min(max(scale, 1), 64))
    }

    /// An SVG of one path, quiet zone included.
    ///
    /// - Parameter scale: User units of a module's side, taken as 1 to 64.
    public func svg(scale: Int) -> String {
        coreSVG(scale: min(max(scale, 1), 64))
    }
}
