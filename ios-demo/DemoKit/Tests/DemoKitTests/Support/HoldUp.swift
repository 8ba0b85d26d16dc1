// A place in a blocking call where a test holds it.

import Dispatch

/// Held until the test lets go, and not for ever.
final class HoldUp: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    private let left = DispatchSemaphore(value: 0)

    /// Tells that the call is here, and holds it.
    func hold() {
        opened.signal()
        // The next one goes through behind this one.
        if left.wait(timeout: .now() + 60) == .success { left.signal() }
    }

    /// Whether the call came here; waits for it, but not for long.
    func hasOpened() async -> Bool {
        await withCheckedContinuation { answer in
            DispatchQueue.global().async {
                answer.resume(returning: self.opened.wait(timeout: .now() + 60) == .success)
            }
        }
    }

    /// Lets this call go on, and all that come after it.
    func letGo() {
        left.signal()
    }
}
