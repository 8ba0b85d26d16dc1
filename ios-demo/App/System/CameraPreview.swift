// The camera's picture on the screen.

import AVFoundation
import SwiftUI

/// Draws what a session sees, filled without distortion.
struct CameraPreview: UIViewRepresentable {
    let session: AVCaptureSession

    func makeUIView(context: Context) -> PreviewView {
        let view = PreviewView()
        view.show(session)
        return view
    }

    func updateUIView(_ view: PreviewView, context: Context) {}
}

/// A view whose layer is the camera's.
final class PreviewView: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    func show(_ session: AVCaptureSession) {
        guard let layer = layer as? AVCaptureVideoPreviewLayer else { return }
        layer.session = session
        layer.videoGravity = .resizeAspectFill
    }
}
