// The views that the app puts together. A stand-in: declarations only, of what the app uses.

public struct Text: Drawn {
    public init(verbatim: String) {}
    public func bold() -> Text { self }
    public func font(_ font: Font?) -> Text { self }
    public func foregroundStyle<Style: ShapeStyle>(_ style: Style) -> Text { self }
    public func monospacedDigit() -> Text { self }
}

public struct Image: Drawn {
    public init(systemName: String) {}
    public init(decorative: CGImage, scale: CGFloat) {}
    public func resizable() -> Image { self }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }

    public enum Interpolation { case none }
}

public struct Label: Drawn {
    public init<Title: StringProtocol>(_ title: Title, systemImage: String) {}
}

public struct Spacer: Drawn {
    public init(minLength: CGFloat? = nil) {}
}

public struct VStack<Content: View>: Drawn {
    public init(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) {}
}

public struct HStack<Content: View>: Drawn {
    public init(
        alignment: VerticalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) {}
}

public struct Group<Content: View>: Drawn {
    public init(@ViewBuilder content: () -> Content) {}
}

public struct ScrollView<Content: View>: Drawn {
    public init(@ViewBuilder content: () -> Content) {}
}

public struct ViewThatFits<Content: View>: Drawn {
    public init(in axes: Axis.Set, @ViewBuilder content: () -> Content) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Drawn {
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>,
        @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {}
}

extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

public struct Button<Content: View>: Drawn {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Content) {}
}

extension Button where Content == Text {
    public init<Title: StringProtocol>(_ title: Title, action: @escaping @MainActor () -> Void) {}
}

public struct Toggle<Content: View>: Drawn {
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Content) {}
}

public struct Picker<Selection: Hashable, Content: View>: Drawn {
    public init<Title: StringProtocol>(
        _ title: Title, selection: Binding<Selection>, @ViewBuilder content: () -> Content
    ) {}
}

public struct TextField: Drawn {
    public init(_ title: LocalizedStringKey, text: Binding<String>) {}
    public init<Title: StringProtocol>(_ title: Title, text: Binding<String>, axis: Axis) {}
}

public struct ProgressView<Content: View>: Drawn {}

extension ProgressView where Content == EmptyView {
    public init() {}
    public init<Value: BinaryFloatingPoint>(value: Value?, total: Value = 1) {}
}

extension ProgressView where Content == Text {
    public init<Title: StringProtocol>(_ title: Title) {}
}

public struct NavigationStack<Path, Content: View>: Drawn {}

extension NavigationStack where Path == Never {
    public init(@ViewBuilder root: () -> Content) {}
}

extension NavigationStack {
    public init<Place: Hashable>(path: Binding<[Place]>, @ViewBuilder root: () -> Content)
    where Path == [Place] {}
}

public struct TabView<Selection: Hashable, Content: View>: Drawn {
    public init(selection: Binding<Selection>, @ViewBuilder content: () -> Content) {}
}

public struct TimelineView<Schedule, Content: View>: Drawn {
    public init(_ schedule: Schedule, @ViewBuilder content: @escaping (TimelineContext) -> Content)
    where Schedule == PeriodicSchedule {}
}

public struct TimelineContext {
    public let date: Date
}

public struct PeriodicSchedule {
    public static func periodic(from: Date, by: TimeInterval) -> PeriodicSchedule { fatalError() }
}

public struct ToolbarItem<Content: View>: Drawn {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) {}
}

@MainActor @preconcurrency
public protocol ButtonStyle {
    associatedtype Body: View
    typealias Configuration = ButtonStyleConfiguration
    @ViewBuilder func makeBody(configuration: Configuration) -> Body
}

public struct ButtonStyleConfiguration {
    public let label: Some
    public let isPressed: Bool
}

public struct PlainButtonStyle: ButtonStyle {
    public func makeBody(configuration: Configuration) -> some View { configuration.label }
}

extension ButtonStyle where Self == PlainButtonStyle {
    public static var plain: PlainButtonStyle { fatalError() }
}

public enum AnyPickerStyle { case segmented, navigationLink }
