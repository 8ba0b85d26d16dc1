// The camera. A stand-in: declarations only, of what the app uses.

@_exported import Foundation
import UIKit

public class AVCaptureInput: NSObject {}
public class AVCaptureOutput: NSObject {}
public class AVCaptureConnection: NSObject {}

public class AVCaptureSession: NSObject {
    public func startRunning() {}
    public func stopRunning() {}
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func canAddInput(_ input: AVCaptureInput) -> Bool { fatalError() }
    public func addInput(_ input: AVCaptureInput) {}
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { fatalError() }
    public func addOutput(_ output: AVCaptureOutput) {}
}

public struct AVMediaType: Sendable {
    public static let video = AVMediaType()
}

public class AVCaptureDevice: NSObject {
    public class func `default`(for type: AVMediaType) -> AVCaptureDevice? { fatalError() }
    public class func requestAccess(for type: AVMediaType) async -> Bool { fatalError() }
}

public class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws {}
}

public class AVMetadataObject: NSObject {
    public struct ObjectType: Equatable, Sendable {
        public static let qr = ObjectType()
    }
}

public class AVMetadataMachineReadableCodeObject: AVMetadataObject {
    public var stringValue: String? { fatalError() }
}

public protocol AVCaptureMetadataOutputObjectsDelegate: NSObjectProtocol {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
        from connection: AVCaptureConnection)
}

public class AVCaptureMetadataOutput: AVCaptureOutput {
    public func setMetadataObjectsDelegate(
        _ delegate: (any AVCaptureMetadataOutputObjectsDelegate)?, queue: DispatchQueue?
    ) {}
    public var availableMetadataObjectTypes: [AVMetadataObject.ObjectType] { fatalError() }
    public var metadataObjectTypes: [AVMetadataObject.ObjectType] = []
}

public enum AVLayerVideoGravity: Sendable { case resizeAspect, resizeAspectFill }

public class AVCaptureVideoPreviewLayer: CALayer {
    public var session: AVCaptureSession?
    public var videoGravity = AVLayerVideoGravity.resizeAspect
}
