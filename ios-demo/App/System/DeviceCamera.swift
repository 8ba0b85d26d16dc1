// The phone's back camera, which reads QR codes by itself.

@preconcurrency import AVFoundation
import DemoKit

/// Pictures of the back camera, with AVFoundation's own reader of codes.
final class DeviceCamera: FrameSource {
    private let eye = Eye()

    /// What the preview shows.
    var session: AVCaptureSession { eye.session }

    func isAllowed() async -> Bool {
        await AVCaptureDevice.requestAccess(for: .video)
    }

    func frames() -> AsyncStream<Frame> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { eye.open($0) }
    }
}

/// All calls of AVFoundation that take their time, on a queue of their own.
private final class Eye: NSObject, @unchecked Sendable {
    let session = AVCaptureSession()

    // All access to the variables is on the queue.
    private let queue = DispatchQueue(label: "org.essc.demo.camera")
    private var isReady = false
    private var looks = 0
    private var tell: AsyncStream<Frame>.Continuation?

    /// Looks for one screen; who looked before is told that it is over.
    func open(_ tell: AsyncStream<Frame>.Continuation) {
        queue.async { [self] in
            self.tell?.finish()
            self.tell = tell
            looks += 1
            let look = looks
            tell.onTermination = { [weak self] _ in self?.close(look) }
            if !isReady { setUp() }
            session.startRunning()
        }
    }

    private func close(_ look: Int) {
        queue.async { [self] in
            // Another screen may look already.
            guard look == looks else { return }
            tell = nil
            session.stopRunning()
        }
    }

    private func setUp() {
        session.beginConfiguration()
        defer { session.commitConfiguration() }
        // Without a camera, as in the simulator, the picture stays dark, as the user sees.
        guard let camera = AVCaptureDevice.default(for: .video),
            let input = try? AVCaptureDeviceInput(device: camera), session.canAddInput(input)
        else { return }
        session.addInput(input)
        let reader = AVCaptureMetadataOutput()
        guard session.canAddOutput(reader) else { return }
        session.addOutput(reader)
        reader.setMetadataObjectsDelegate(self, queue: queue)
        if reader.availableMetadataObjectTypes.contains(.qr) { reader.metadataObjectTypes = [.qr] }
        isReady = true
    }
}

extension Eye: AVCaptureMetadataOutputObjectsDelegate {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        let codes = objects.compactMap { $0 as? AVMetadataMachineReadableCodeObject }
        tell?.yield(Frame(text: codes.compactMap(\.stringValue).first, at: .now))
    }
}
