// A clock that stands until a test moves it.
package org.essc.support

import java.time.Duration
import java.time.Instant
import org.essc.Clock
import org.essc.Monotonic

/** Both hands of a device's clock. */
class ManualClock(@Volatile private var wall: Instant) : Clock {
    @Volatile
    private var millis = 0L

    override fun now(): Instant = wall

    override fun monotonic(): Monotonic = Monotonic(boot = 1, elapsed = Duration.ofMillis(millis))

    /** Sets the wall clock, as a user can. */
    fun set(now: Instant) {
        wall = now
    }

    /** Lets time pass on both hands. */
    @Synchronized
    fun advance(seconds: Long) {
        wall = wall.plusSeconds(seconds)
        millis += seconds * 1000
    }
}
