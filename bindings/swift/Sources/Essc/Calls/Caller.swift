// Who waits for a call, as seen from deep below it.

import Foundation

/// Somebody who waits for a call, and may stop waiting.
///
/// A signature for a code is made on the thread of the call that wants it. What asks the holder for the
/// key on that thread finds here whom it asks for, and takes its question away when they have left. On a
/// thread of the core's own there is nobody: enrolments and the like go on to their end.
final class Caller: @unchecked Sendable {
    /// Whom this thread works for.
    @TaskLocal private static var current: Caller?

    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var hasLeft = false
    private var takeAway: (@Sendable () -> Void)?

    /// Makes a call on this thread, for this caller.
    func calls<Value>(_ call: () throws -> Value) rethrows -> Value {
        try Self.$current.withValue(self) { try call() }
    }

    /// The caller doesn't wait any more.
    func leave() {
        lock.lock()
        hasLeft = true
        let takeAway = takeAway
        lock.unlock()
        takeAway?()
    }

    /// Asks the holder something.
    ///
    /// - Parameters:
    ///   - takeAway: Ends the asking from another thread. Called when the caller leaves meanwhile or has
    ///     left before; not any more once `ask` has returned, but for a call that has begun.
    ///   - ask: Asks, and waits for the answer.
    static func asking<Answer, Failure: Error>(
        takeAway: @escaping @Sendable () -> Void, _ ask: () throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        let caller = current
        caller?.expect(takeAway)
        defer { caller?.expect(nil) }
        return try ask()
    }

    private func expect(_ takeAway: (@Sendable () -> Void)?) {
        lock.lock()
        self.takeAway = takeAway
        let hasLeft = hasLeft
        lock.unlock()
        if hasLeft { takeAway?() }
    }
}
