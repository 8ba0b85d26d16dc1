// Whether this phone has a network.

import DemoKit
import Network
import Observation

/// Told by the system whenever it changes.
@Observable
final class NetworkPath: Connectivity {
    private(set) var isOnline = true

    @ObservationIgnored private let monitor = NWPathMonitor()

    init() {
        let (paths, tell) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
        monitor.pathUpdateHandler = { path in tell.yield(path.status == .satisfied) }
        monitor.start(queue: .global(qos: .utility))
        Task { [weak self] in
            for await isOnline in paths { self?.isOnline = isOnline }
        }
    }
}
