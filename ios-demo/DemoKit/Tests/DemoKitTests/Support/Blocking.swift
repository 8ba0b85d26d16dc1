// Work of a test's that blocks, as waiting for a process does.

import Dispatch

/// Runs work on a thread that may block, and waits for it without holding one of Swift's few.
func blocking<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Swift.Result(catching: work))
        }
    }
}
