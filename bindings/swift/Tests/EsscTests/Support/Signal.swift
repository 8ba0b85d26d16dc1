// One thing that is waited for, across threads and tasks.

import Foundation

/// Given once for each time it is taken.
final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func give() {
        semaphore.signal()
    }

    /// Holds this thread until it is given.
    func take() {
        semaphore.wait()
    }

    /// Holds this thread until it is given; false when it was not given for long.
    func comes() -> Bool {
        semaphore.wait(timeout: .now() + 30) == .success
    }

    /// Waits off Swift's small pool of threads; false when it was not given for long.
    func hasCome() async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: self.comes())
            }
        }
    }
}
