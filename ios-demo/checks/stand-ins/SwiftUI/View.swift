// Views, and how a body is put together. A stand-in: declarations only, of what the app uses.

@_exported import Foundation
@_exported import UIKit

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

/// A view without a body, as all of the framework's own are.
public protocol Drawn: View where Body == Never {}

extension Drawn {
    public var body: Never { fatalError() }
}

@MainActor @preconcurrency
public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = Some
    @ViewBuilder func body(content: Content) -> Body
}

/// A view of which nothing is known.
public struct Some: Drawn {}

public struct EmptyView: Drawn {
    public nonisolated init() {}
}

public struct TupleView<Views>: Drawn {}
public struct Either<First: View, Second: View>: Drawn {}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

@resultBuilder
public struct ViewBuilder {
    public static func buildExpression<One: View>(_ one: One) -> One { one }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<One: View>(_ one: One) -> One { one }
    public static func buildBlock<each One: View>(
        _ one: repeat each One
    ) -> TupleView<(repeat each One)> { fatalError() }
    public static func buildIf<One: View>(_ one: One?) -> One? { one }
    public static func buildEither<First: View, Second: View>(
        first: First
    ) -> Either<First, Second> { fatalError() }
    public static func buildEither<First: View, Second: View>(
        second: Second
    ) -> Either<First, Second> { fatalError() }
}

@MainActor @preconcurrency
public protocol Scene {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
}

extension Never: Scene {}

@resultBuilder
public struct SceneBuilder {
    public static func buildBlock<One: Scene>(_ one: One) -> One { one }
}

@MainActor @preconcurrency
public protocol App {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
    init()
}

extension App {
    public static func main() {}
}

public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

@MainActor @preconcurrency
public protocol UIViewRepresentable: Drawn {
    associatedtype UIViewType: UIView
    typealias Context = RepresentableContext
    func makeUIView(context: Context) -> UIViewType
    func updateUIView(_ view: UIViewType, context: Context)
}

public struct RepresentableContext {}
