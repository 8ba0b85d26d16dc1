// What happens, told to everybody who listens.

import Foundation

/// Hands values to all who listen, each at their own pace.
final class Broadcast<Value: Sendable>: @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var listeners: [Int: AsyncStream<Value>.Continuation] = [:]
    private var count = 0

    deinit {
        for listener in listeners.values { listener.finish() }
    }

    /// Takes a value that is made while nobody can join: two that are made one after the other are heard
    /// in that order.
    func send(_ value: () -> Value) {
        lock.lock()
        defer { lock.unlock() }
        guard !listeners.isEmpty else { return }
        let value = value()
        for listener in listeners.values { listener.yield(value) }
    }

    /// The values from now on, for one who listens.
    ///
    /// - Parameters:
    ///   - policy: What becomes of values that come faster than they are taken.
    ///   - first: What is heard at once.
    func values(
        _ policy: AsyncStream<Value>.Continuation.BufferingPolicy, first: (() -> Value)? = nil
    ) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: policy)
        lock.lock()
        defer { lock.unlock() }
        let number = count
        count += 1
        listeners[number] = continuation
        continuation.onTermination = { [weak self] _ in self?.leave(number) }
        if let first { continuation.yield(first()) }
        return stream
    }

    private func leave(_ number: Int) {
        lock.lock()
        defer { lock.unlock() }
        listeners[number] = nil
    }
}
