// Work that blocks, asked for by the thread that draws.

import Dispatch

/// Runs work on a thread that may block, and waits for it without holding one of Swift's few.
///
/// Work that has begun runs to its end, whoever still waits for it.
func blocking<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Swift.Result(catching: work))
        }
    }
}
