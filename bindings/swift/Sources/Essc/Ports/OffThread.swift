// Calls that block, made from asynchronous code.

import Dispatch

/// Runs work that may block, as a signature that waits for the user does, and waits for it without
/// holding a thread of Swift's small pool.
///
/// Work that has begun runs to its end, even when the task that waits for it is cancelled.
func offThread<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Swift.Result(catching: work))
        }
    }
}
