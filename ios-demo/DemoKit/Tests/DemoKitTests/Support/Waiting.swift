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
    var more = ends.makeAsyncIterator()
    while true {
        let seen = withObservationTracking(found) { end.yield() }
        if let seen { return seen }
        guard await more.next(isolation: #isolation) != nil else { throw Missing(what: what) }
    }
}

/// The outcome of work that must not hang.
///
/// - Throws: ``Missing`` when it took too long; what the work throws.
func bounded<Result: Sendable>(
    _ what: String, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    let (results, tell) = AsyncStream<Swift.Result<Result, any Error>>.makeStream()
    let working = Task {
        do { tell.yield(.success(try await work())) } catch { tell.yield(.failure(error)) }
    }
    let bound = DispatchWorkItem { tell.finish() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: bound)
    defer {
        bound.cancel()
        working.cancel()
    }
    for await result in results { return try result.get() }
    throw Missing(what: what)
}
