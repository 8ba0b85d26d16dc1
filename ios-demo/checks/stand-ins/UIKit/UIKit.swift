// The screen, the app and the pasteboard. A stand-in: declarations only, of what the app uses.

@_exported import Foundation

public final class CGImage: Sendable {}
open class CALayer {}

public class UITraitCollection {
    public var userInterfaceStyle: UIUserInterfaceStyle { fatalError() }
}

public enum UIUserInterfaceStyle { case light, dark }

open class UIColor: @unchecked Sendable {
    public init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) {}
    public init(dynamicProvider: @escaping @Sendable (UITraitCollection) -> UIColor) {}
}

@MainActor
open class UIScreen {
    public static var main: UIScreen { fatalError() }
    public var brightness: CGFloat = 0
    public var isCaptured: Bool { fatalError() }
    public nonisolated static let capturedDidChangeNotification = Notification.Name("captured")
}

@MainActor
open class UIApplication {
    public static var shared: UIApplication { fatalError() }
    public var isIdleTimerDisabled = false
    public nonisolated static let openSettingsURLString = ""
}

@MainActor
open class UIPasteboard {
    public class var general: UIPasteboard { fatalError() }
    public var string: String?
}

@MainActor
open class UIView {
    public init() {}
    open class var layerClass: AnyClass { CALayer.self }
    public var layer: CALayer { fatalError() }
}

public enum UIKeyboardType { case URL, numberPad }

public struct UITextContentType: Sendable {
    public static let oneTimeCode = UITextContentType()
}

public struct UTType: Sendable {
    public static let item = UTType()
}

extension URL {
    public static var applicationSupportDirectory: URL { fatalError() }
    public func startAccessingSecurityScopedResource() -> Bool { fatalError() }
    public func stopAccessingSecurityScopedResource() {}
}
