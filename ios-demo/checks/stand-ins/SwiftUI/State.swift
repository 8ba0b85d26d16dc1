// What views keep and are told. A stand-in: declarations only, of what the app uses.

import Observation

@propertyWrapper
public struct State<Value> {
    public init(wrappedValue: Value) {}
    public init(initialValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { fatalError() }
}

extension State: Sendable where Value: Sendable {}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<Part>(dynamicMember path: WritableKeyPath<Value, Part>) -> Binding<Part> {
        fatalError()
    }
}

extension Binding: @unchecked Sendable where Value: Sendable {}

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        set {}
    }
    public var projectedValue: Bindable<Value> { self }
}

extension Bindable where Value: AnyObject & Observable {
    public subscript<Part>(
        dynamicMember path: ReferenceWritableKeyPath<Value, Part>
    ) -> Binding<Part> { fatalError() }
}

extension Bindable: Sendable where Value: Sendable {}

@propertyWrapper
public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

extension Environment: Sendable where Value: Sendable {}

public struct EnvironmentValues {
    public var scenePhase: ScenePhase { fatalError() }
    public var isSceneCaptured: Bool { fatalError() }
    public var isEnabled: Bool { fatalError() }
    public var openURL: OpenURLAction { fatalError() }
    public var dynamicTypeSize: DynamicTypeSize { fatalError() }
}

@propertyWrapper
public struct SceneStorage<Value> {
    public init(_ key: String) where Value == Data? {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
}

@propertyWrapper
public struct ScaledMetric<Value: BinaryFloatingPoint> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value { fatalError() }
}

public enum ScenePhase: Comparable, Sendable {
    case background, inactive, active
}

public enum DynamicTypeSize: Comparable, Hashable, Sendable {
    case large, accessibility1
}

@MainActor
public struct OpenURLAction: Sendable {
    public func callAsFunction(_ url: URL) {}
}
