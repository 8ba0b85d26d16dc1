// How the façade calls the core: with the error's type, off the caller's thread, for as long as somebody
// waits.

import Dispatch
import Foundation

/// Calls the core, which answers at once.
func calling<Value>(_ call: () throws -> Value) throws(EsscError) -> Value {
    do {
        return try call()
    } catch {
        throw EsscError(thrown: error)
    }
}

/// Calls the core on a thread that may block, as a signature does that waits for its user.
///
/// A call that has begun goes on to its end: when the task is cancelled, only the waiting ends.
func offThread<Value: Sendable>(
    _ call: @escaping @Sendable () throws -> Value
) async throws(EsscError) -> Value {
    try await waiting { end in
        DispatchQueue.global(qos: .userInitiated).async {
            end(Result(catching: call).mapError(EsscError.init(thrown:)))
        }
    }
}

/// Calls the core where it runs on threads of its own.
///
/// A call that has begun goes on to its end: when the task is cancelled, only the waiting ends.
func exchange<Value: Sendable>(
    _ call: @escaping @Sendable () async throws -> Value
) async throws(EsscError) -> Value {
    try await waiting { end in
        Task.detached {
            do {
                end(.success(try await call()))
            } catch {
                end(.failure(EsscError(thrown: error)))
            }
        }
    }
}

private func waiting<Value: Sendable>(
    _ begin: (@escaping @Sendable (Result<Value, EsscError>) -> Void) -> Void
) async throws(EsscError) -> Value {
    if Task.isCancelled {
        throw EsscError.abandoned("the task was cancelled before the call began")
    }
    let wait = Wait<Value>()
    begin { wait.end($0) }
    return try await wait.value()
}

/// Somebody who waits for a value, and stops when their task is cancelled.
private final class Wait<Value: Sendable>: @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var outcome: Result<Value, EsscError>?
    private var waiter: CheckedContinuation<Result<Value, EsscError>, Never>?

    /// Ends the waiting, unless it has ended.
    func end(_ new: Result<Value, EsscError>) {
        lock.lock()
        guard outcome == nil else { return lock.unlock() }
        outcome = new
        let waiter = waiter
        self.waiter = nil
        lock.unlock()
        waiter?.resume(returning: new)
    }

    func value() async throws(EsscError) -> Value {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { add($0) }
        } onCancel: {
            end(.failure(.abandoned("the task was cancelled; the call goes on to its end")))
        }
        return try outcome.get()
    }

    private func add(_ new: CheckedContinuation<Result<Value, EsscError>, Never>) {
        lock.lock()
        let outcome = outcome
        if outcome == nil { waiter = new }
        lock.unlock()
        if let outcome { new.resume(returning: outcome) }
    }
}

extension EsscError {
    /// What the core threw. It declares nothing else than this error: whatever comes instead is a fault
    /// between the languages.
    init(thrown: any Error) {
        self = thrown as? EsscError ?? .report(code: .internal, reason: "a call broke off")
    }

    /// The error of a caller that doesn't wait any more.
    fileprivate static func abandoned(_ reason: String) -> EsscError {
        .retry(code: .inProgress, reason: reason, retryAfter: nil)
    }
}
