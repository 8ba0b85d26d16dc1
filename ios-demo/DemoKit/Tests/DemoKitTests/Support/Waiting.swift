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
