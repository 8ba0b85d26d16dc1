// Waiting for something to be seen, and not for ever.

import Foundation
import Observation
import XCTest

/// Waits until `found` finds something in observable models; looks again whenever they change.
///
/// - Throws: ``Missing`` when nothing came for long.
@MainActor
@discardableResult
func eventually<Found>(_ what: String, _ found: () -> Found?) async throws -> Found {
    let (ends, end) = AsyncStream<Void>.makeStream()
    let bound = DispatchWorkItem { end.finish() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: bound)
    defer { bound.cancel() }
    if let seen = withObservationTracking(found, onChange: { end.yield() }) { return seen }
    for await _ in ends {
        if let seen = withObservationTracking(found, onChange: { end.yield() }) { return seen }
    }
    throw Missing(what: what)
}

/// The outcome of work that must not hang.
///
/// - Throws: ``Missing`` when it took too long; what the work throws.
@MainActor
@discardableResult
func bounded<Outcome: Sendable>(
    _ what: String, _ work: @escaping @MainActor () async throws -> Outcome
) async throws -> Outcome {
    let (results, tell) = AsyncStream<Result<Outcome, any Error>>.makeStream()
    let bound = DispatchWorkItem { tell.finish() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: bound)
    defer { bound.cancel() }
    Task {
        do { tell.yield(.success(try await work())) } catch { tell.yield(.failure(error)) }
    }
    for await result in results { return try result.get() }
    throw Missing(what: what)
}
