// Time that passes when a test says so: for the SDK's clocks, and for what waits for the next code.

import Essc
import EsscTestSupport
import Foundation

/// Stands until it is moved.
final class HandTime: @unchecked Sendable {
    /// What the SDK sees of it.
    let clock: ManualClock

    private struct Waiting {
        let until: TimeInterval
        let goOn: CheckedContinuation<Void, any Error>
    }

    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var time: TimeInterval = 0
    private let start = ContinuousClock.now
    private var waiting: [UUID: Waiting] = [:]
    private var cancelled: Set<UUID> = []

    init(_ now: Date = Date()) {
        clock = ManualClock(now)
    }

    /// The time that pictures are taken at.
    var instant: ContinuousClock.Instant {
        start.advanced(by: .seconds(lock.withLock { time }))
    }

    /// Lets seconds pass on all clocks.
    func pass(_ seconds: TimeInterval) {
        clock.advance(by: seconds)
        let due = lock.withLock {
            time += seconds
            let due = waiting.filter { $0.value.until <= time }
            for id in due.keys { waiting[id] = nil }
            return due.values
        }
        for one in due { one.goOn.resume() }
    }

    var pace: CodeSequence.Pace {
        CodeSequence.Pace(now: { self.lock.withLock { self.time } }) { try await self.sleep($0) }
    }

    /// Lets these seconds pass, when a test does.
    private func sleep(_ seconds: TimeInterval) async throws {
        let until = lock.withLock { time } + seconds
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
