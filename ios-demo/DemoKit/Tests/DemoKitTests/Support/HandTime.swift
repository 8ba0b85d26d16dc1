// Time that passes when a test says so: for the SDK's clocks, and for what waits for the next code.

import Essc
import Foundation

/// Stands until it is moved.
final class HandTime: @unchecked Sendable {
    /// What the SDK sees of it.
    let clock: ManualClock

    private struct Waiting {
        let until: ContinuousClock.Instant
        let goOn: CheckedContinuation<Void, any Error>
    }

    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var time = ContinuousClock.now
    private var waiting: [UUID: Waiting] = [:]
    private var cancelled: Set<UUID> = []

    init(_ now: Date = Date()) {
        clock = ManualClock(now)
    }

    /// The time that pictures are taken at.
    var instant: ContinuousClock.Instant { lock.withLock { time } }

    /// Lets seconds pass on all clocks.
    func pass(_ seconds: UInt32) {
        clock.advance(seconds: seconds)
        let due = lock.withLock {
            time += .seconds(seconds)
            let due = waiting.filter { $0.value.until <= time }
            for id in due.keys { waiting[id] = nil }
            return due.values
        }
        for one in due { one.goOn.resume() }
    }

    var pace: CodeSequence.Pace {
        CodeSequence.Pace(now: { self.instant }, wait: { try await self.wait(until: $0) })
    }

    private func wait(until: ContinuousClock.Instant) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { goOn in
                let answer: Result<Void, any Error>? = lock.withLock {
                    if cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if until <= time { return .success(()) }
                    waiting[id] = Waiting(until: until, goOn: goOn)
                    return nil
                }
                if let answer { goOn.resume(with: answer) }
            }
        } onCancel: {
            let one = lock.withLock {
                let one = waiting.removeValue(forKey: id)
                if one == nil { cancelled.insert(id) }
                return one
            }
            one?.goOn.resume(throwing: CancellationError())
        }
    }
}
