// The app with ports that a computer has: software keys, a clock set by hand, a camera that is fed.
package org.essc.demo.support

import android.view.TextureView
import java.io.File
import java.time.Duration
import java.time.Instant
import org.essc.AttestationRequest
import org.essc.Clock
import org.essc.FileSecretStore
import org.essc.KeyInfo
import org.essc.KeyPolicy
import org.essc.KeyStore
import org.essc.Monotonic
import org.essc.WalletPorts
import org.essc.SecurityLevel
import org.essc.SoftwareKeyStore
import org.essc.demo.DemoApp
import org.essc.demo.camera.Camera
import org.essc.demo.camera.Frame
import org.essc.demo.sdk.IssuerSettings
import org.essc.demo.sdk.Services

class TestApp : DemoApp() {
    val hands = HandClock(Instant.now())
    val lens = FedCamera()
    val work = Work()
    val calls = CallWatch(work)
    val net = Net()
    var online = true
    private val keyFolder by lazy { File(noBackupFilesDir, "keys") }
    val softwareKeys: SoftwareKeyStore by lazy { SoftwareKeyStore(keyFolder) }

    /** Where the phone says that its keys live. */
    @Volatile
    var claimed = SecurityLevel.SOFTWARE

    override fun ports() = WalletPorts(
        keys = ClaimingKeys(softwareKeys) { claimed },
        secrets = FileSecretStore(File(noBackupFilesDir, "secrets")),
        clock = hands,
        http = net,
    )

    override fun clock(): Clock = hands

    override fun camera(): Camera = lens

    override fun isOnline() = online

    /** Where the wallet of the issuer that is set keeps its files. */
    val walletFolder: File get() = File(folder(), "wallet")

    /** What a process leaves behind when it ends: files, and nothing in memory. */
    fun dieAndStart() {
        work.awaitNone { "the process can't end" }
        calls.close()
        forgetServices()
    }

    override fun services(issuer: IssuerSettings?, folder: File) =
        Services(issuer, folder, ports(), clock(), settings.language, io = work, watch = calls)
}

/** Keys that are said to live elsewhere than they do. */
private class ClaimingKeys(private val keys: KeyStore, private val level: () -> SecurityLevel) : KeyStore by keys {
    override fun generate(alias: String, policy: KeyPolicy, request: AttestationRequest): KeyInfo =
        keys.generate(alias, policy, request).copy(securityLevel = level())

    override fun info(alias: String): KeyInfo = keys.info(alias).copy(securityLevel = level())
}

/** A clock that stands until a test moves it. */
class HandClock(@Volatile private var wall: Instant) : Clock {
    @Volatile
    private var millis = 0L

    override fun now(): Instant = wall

    override fun monotonic() = Monotonic(boot = 1, elapsed = Duration.ofMillis(millis))

    private var caughtUpAt = System.nanoTime()

    /**
     * Sets the wall clock on by what has really passed since the clock was made or last caught up. The issuer,
     * a process of its own, told the wallet the real time, however long a slow machine took to come to that;
     * a gate whose clock stood still would take the wallet's codes for codes from the future.
     */
    fun catchUp() {
        val passed = System.nanoTime() - caughtUpAt
        caughtUpAt += passed
        wall = wall.plusNanos(passed)
    }

    /** Lets time pass on both hands. */
    fun advance(seconds: Long) {
        wall = wall.plusSeconds(seconds)
        millis += seconds * 1000
    }

    /** Starts at another time. */
    fun set(now: Instant) {
        wall = now
    }

    /** Sets the wall clock, as a user can. */
    fun shift(seconds: Long) {
        wall = wall.plusSeconds(seconds)
    }
}

/** Hands frames on from a thread of its own, as a camera does. */
class FedCamera : Camera {
    private var sink: ((Frame) -> Unit)? = null

    override fun start(preview: TextureView, frames: (Frame) -> Unit) {
        sink = frames
    }

    override fun stop() {
        sink = null
    }

    /** Shows a frame to whoever looks, and waits until it was read. */
    fun show(frame: Frame) {
        val looking = checkNotNull(sink) { "nobody looks through the camera" }
        val reading = Thread({ looking(frame) }, "camera")
        reading.start()
        reading.join()
    }
}
