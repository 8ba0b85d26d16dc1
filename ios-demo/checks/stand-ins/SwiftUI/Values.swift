// Colours, fonts, shapes and other values. A stand-in: declarations only, of what the app uses.

public protocol ShapeStyle: Sendable {}

public struct Color: ShapeStyle, Hashable {
    public init(uiColor: UIColor) {}
    public init(red: Double, green: Double, blue: Double) {}
    public func opacity(_ opacity: Double) -> Color { self }
    public static let black = Color(red: 0, green: 0, blue: 0)
    public static let white = black
    public static let clear = black
}

extension Color: View {
    public var body: Never { fatalError() }
}

extension ShapeStyle where Self == Color {
    public static var black: Color { fatalError() }
    public static var white: Color { fatalError() }
    public static var clear: Color { fatalError() }
}

public struct LinearGradient: ShapeStyle {
    public init(colors: [Color], startPoint: UnitPoint, endPoint: UnitPoint) {}
}

public struct UnitPoint: Sendable {
    public static let topLeading = UnitPoint()
    public static let bottomTrailing = UnitPoint()
}

public struct Font: Sendable {
    public static let body = Font()
    public static let title = Font()
    public static let title2 = Font()
    public static let title3 = Font()
    public static let largeTitle = Font()
    public static let footnote = Font()
    public static let subheadline = Font()
    public static func system(size: CGFloat) -> Font { fatalError() }
    public func bold() -> Font { self }
    public func monospacedDigit() -> Font { self }

    public enum Weight: Sendable { case ultraLight }
}

public protocol Shape: Drawn, Sendable {}

public struct RoundedRectangle: Shape {
    public init(cornerRadius: CGFloat) {}
    public func strokeBorder<Style: ShapeStyle>(
        _ style: Style, lineWidth: CGFloat = 1
    ) -> some View { self }
}

public struct Rectangle: Shape {}
public struct Capsule: Shape {}

extension Shape where Self == RoundedRectangle {
    public static func rect(cornerRadius: CGFloat) -> RoundedRectangle { fatalError() }
}

extension Shape where Self == Rectangle {
    public static var rect: Rectangle { fatalError() }
}

extension Shape where Self == Capsule {
    public static var capsule: Capsule { fatalError() }
}

public enum HorizontalAlignment { case leading, center }
public enum VerticalAlignment { case top, center }
public enum TextAlignment { case leading, center }
public enum ContentMode { case fit }
public enum Visibility { case automatic, hidden }
public enum VerticalEdge { case top, bottom }

public struct Alignment: Sendable {
    public static let leading = Alignment()
    public static let center = Alignment()
}

public enum Axis {
    case horizontal, vertical

    public enum Set { case horizontal, vertical }
}

public enum Edge {
    public enum Set { case horizontal, vertical, top, all }
}

public enum AccessibilityTraits { case isHeader, isImage, isModal }
public enum AccessibilityChildBehavior { case ignore, combine }

public enum AccessibilityNotification {
    public struct Announcement {
        public init(_ text: String) {}
        public func post() {}
    }
}

public enum SensoryFeedback: Sendable { case success, error }
public enum TextInputAutocapitalization: Sendable { case never }
public enum ToolbarPlacement { case navigationBar, tabBar }
public enum ToolbarItemPlacement { case cancellationAction }

public enum NavigationBarItem {
    public enum TitleDisplayMode { case inline }
}

public struct LocalizedStringKey: ExpressibleByStringLiteral {
    public init(stringLiteral: String) {}
}
