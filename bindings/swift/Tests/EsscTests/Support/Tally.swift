// A number that threads count up.

import Foundation

/// Counts, from any thread.
final class Tally: @unchecked Sendable {
    // All access to `number` holds the lock.
    private let lock = NSLock()
    private var number = 0

    var total: Int { lock.withLock { number } }

    func count() {
        lock.withLock { number += 1 }
    }
}
