// A QR symbol as an image of Apple's systems.

#if canImport(CoreGraphics)
    import CoreGraphics
    import Foundation

    extension QRCode {
        /// The symbol with its light border, in grey; none only where memory is short.
        ///
        /// Draw it without smoothing (`Image.interpolation(.none)`, `CALayer.magnificationFilter =
        /// .nearest`): a smoothed symbol is hard to scan.
        ///
        /// - Parameter scale: Pixels of a module's side, 1 to 64.
        public func cgImage(scale: Int = 1) -> CGImage? {
            let bitmap = QRBitmap(self, scale: scale)
            guard let provider = CGDataProvider(data: bitmap.pixels as CFData) else { return nil }
            return CGImage(
                width: bitmap.side, height: bitmap.side, bitsPerComponent: 8, bitsPerPixel: 8,
                bytesPerRow: bitmap.side, space: CGColorSpaceCreateDeviceGray(),
                bitmapInfo: CGBitmapInfo(rawValue: CGImageAlphaInfo.none.rawValue),
                provider: provider, decode: nil, shouldInterpolate: false, intent: .defaultIntent)
        }
    }
#endif
