// Time as an Android device tells it.
package org.essc.android

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import java.security.SecureRandom
import java.time.Duration
import java.time.Instant
import org.essc.Clock
import org.essc.Monotonic

/** The device's wall clock, and one that runs on while it sleeps: time since it was started. */
public class AndroidClock(context: Context) : Clock {
    private val resolver = context.applicationContext.contentResolver

    // A device that doesn't count its starts: each process is a start of its own then.
    private val unknownBoot by lazy { SecureRandom().nextLong() }

    /** The wall clock, which the user can set to anything. */
    override fun now(): Instant = Instant.now()

    /** Time since the device was started, sleep included, and which start that was. */
    override fun monotonic(): Monotonic {
        val boots = Settings.Global.getInt(resolver, Settings.Global.BOOT_COUNT, 0)
        val boot = if (boots > 0) boots.toLong() else unknownBoot
        return Monotonic(boot = boot, elapsed = Duration.ofMillis(SystemClock.elapsedRealtime()))
    }
}
