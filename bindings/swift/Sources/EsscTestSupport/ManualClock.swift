// Time that stands until it is moved.

import Essc
import Foundation

/// A clock for tests and demonstrations of time: it stands until it is moved.
public final class ManualClock: DeviceClock, @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var wall: Date
    private var reading = Monotonic(boot: 1, elapsed: 0)

    /// A clock that shows `now`.
    public init(_ now: Date) {
        wall = now
    }

    /// The wall clock.
    public func now() -> Date {
        lock.withLock { wall }
    }

    /// The monotonic clock.
    public func monotonic() -> Monotonic {
        lock.withLock { reading }
    }

    /// Lets seconds pass on both clocks.
    public func advance(by seconds: TimeInterval) {
        lock.withLock {
            wall += seconds
            reading = Monotonic(boot: reading.boot, elapsed: reading.elapsed + seconds)
        }
    }

    /// Sets the wall clock, as a user can; the monotonic clock stays.
    public func set(_ now: Date) {
        lock.withLock { wall = now }
    }

    /// Starts the device again: the monotonic count begins again.
    public func restart() {
        lock.withLock { reading = Monotonic(boot: reading.boot + 1, elapsed: 0) }
    }
}
