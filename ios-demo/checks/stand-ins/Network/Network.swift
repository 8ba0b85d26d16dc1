// The network's state. A stand-in: declarations only, of what the app uses.

import Foundation

public final class NWPathMonitor: Sendable {
    public init() {}
    public var pathUpdateHandler: (@Sendable (NWPath) -> Void)? {
        get { fatalError() }
        set {}
    }
    public func start(queue: DispatchQueue) {}
}

public struct NWPath: Sendable {
    public enum Status: Sendable { case satisfied, unsatisfied }
    public var status: Status { fatalError() }
}
