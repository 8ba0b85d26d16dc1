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

/// Calls an object of the core on a thread that may block, as a signature does that waits for its user.
///
/// A call that has begun goes on to its end. Cancelling the task ends the waiting, and takes away the
/// prompt that the call may have put on the screen (see ``Caller``).
func offThread<Object: Sendable, Value: Sendable>(
    _ object: Object, _ call: @escaping @Sendable (Object) throws -> Value
) async throws(EsscError) -> Value {
    let (passed, caller) = (Passed(object), Caller())
    return try await waiting(caller) { wait in
        DispatchQueue.global(qos: .userInitiated).async {
            wait.end {
                Result { try caller.calls { try call(passed.take()) } }
                    .mapError(EsscError.init(thrown:))
            }
        }
    }
}

/// Calls an object of the core where it runs on threads of its own.
///
/// A call that has begun goes on to its end: when the task is cancelled, only the waiting ends.
func exchange<Object: Sendable, Value: Sendable>(
    with object: Object, _ call: @escaping @Sendable (Object) async throws -> Value
) async throws(EsscError) -> Value {
    let passed = Passed(object)
    return try await waiting { wait in
        Task.detached {
            let outcome = await outcome { try await call(passed.take()) }
            wait.end { outcome }
        }
    }
}

private func outcome<Value>(
    _ call: () async throws -> Value
) async -> Result<Value, EsscError> {
    do {
        return .success(try await call())
    } catch {
        return .failure(EsscError(thrown: error))
    }
}

private func waiting<Value: Sendable>(
    _ caller: Caller? = nil, _ begin: (Wait<Value>) -> Void
) async throws(EsscError) -> Value {
    if Task.isCancelled {
        throw EsscError.abandoned("the task was cancelled before the call began")
    }
    let wait = Wait<Value>()
    begin(wait)
    return try await wait.value(for: caller)
}

/// An object on its way to the thread of a call, which has let go of it when its caller goes on. So a
/// wallet that nobody holds any more can be opened again at once.
private final class Passed<Object: Sendable>: @unchecked Sendable {
    // Taken once, by the thread that it was made for.
    private var object: Object?

    init(_ object: Object) {
        self.object = object
    }

    func take() throws -> Object {
        defer { object = nil }
        guard let object else { throw CancellationError() }
        return object
    }
}

/// Somebody who waits for a value, and stops when their task is cancelled.
private final class Wait<Value: Sendable>: @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var outcome: Result<Value, EsscError>?
    private var hasEnded = false
    private var waiter: CheckedContinuation<Void, Never>?

    /// Ends the waiting, unless it has ended. What was made is the waiter's alone when they go on.
    func end(_ make: () -> Result<Value, EsscError>) {
        keep(make)?.resume()
    }

    func value(for caller: Caller?) async throws(EsscError) -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { add($0) }
        } onCancel: {
            end { .failure(.abandoned("the task was cancelled; the call goes on to its end")) }
            caller?.leave()
        }
        guard let outcome = take() else { throw EsscError.abandoned("nothing came of the call") }
        return try outcome.get()
    }

    private func keep(
        _ make: () -> Result<Value, EsscError>
    ) -> CheckedContinuation<Void, Never>? {
        let new = make()
        lock.lock()
        defer { lock.unlock() }
        guard !hasEnded else { return nil }
        (hasEnded, outcome) = (true, new)
        defer { waiter = nil }
        return waiter
    }

    private func add(_ new: CheckedContinuation<Void, Never>) {
        lock.lock()
        let hasEnded = hasEnded
        if !hasEnded { waiter = new }
        lock.unlock()
        if hasEnded { new.resume() }
    }

    private func take() -> Result<Value, EsscError>? {
        lock.lock()
        defer { lock.unlock() }
        defer { outcome = nil }
        return outcome
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
