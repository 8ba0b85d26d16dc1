// The library's native half inside a simulated Android, over the ports that a device would bring.
package org.essc.android

import android.content.ContentResolver
import android.provider.Settings
import java.io.File
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.essc.Hardware
import org.essc.Language
import org.essc.PinnedRoot
import org.essc.WalletPorts
import org.essc.PublicKey
import org.essc.UrlConnectionHttpClient
import org.essc.Wallet
import org.essc.WalletCondition
import org.essc.WalletConfig
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class WalletOnAndroidTest {
    private val context = RuntimeEnvironment.getApplication()
    private val resolver: ContentResolver = context.contentResolver
    private val keystore = SoftwareKeystore()

    @Test
    fun `a wallet opens over a device's ports, and again`() {
        repeat(2) { open().use { assertEquals(WalletCondition.Ready, it.condition) } }
        assertEquals("essc-wrap.essc.vault", keystore.aliases.single().substringBefore('#'))
    }

    @Test
    fun `the monotonic clock runs on, and tells one start of the device from another`() {
        Settings.Global.putInt(resolver, Settings.Global.BOOT_COUNT, 41)
        val clock = AndroidClock(context)
        val before = clock.monotonic()
        ShadowSystemClock.advanceBy(Duration.ofSeconds(90))
        val after = clock.monotonic()
        assertEquals(41L, before.boot)
        assertEquals(Duration.ofSeconds(90), after.elapsed - before.elapsed)
        Settings.Global.putInt(resolver, Settings.Global.BOOT_COUNT, 42)
        assertNotEquals(before.boot, clock.monotonic().boot)
    }

    @Test
    fun `a device that counts no starts takes each process for one`() {
        Settings.Global.putString(resolver, Settings.Global.BOOT_COUNT, null)
        val clock = AndroidClock(context)
        assertEquals(clock.monotonic().boot, clock.monotonic().boot)
        assertNotEquals(clock.monotonic().boot, AndroidClock(context).monotonic().boot)
    }

    private fun open(): Wallet {
        val config = WalletConfig(
            directory = File(context.noBackupFilesDir, "essc/wallet"),
            trustListUrl = "https://card.example/trust-list",
            roots = listOf(PinnedRoot(key = ROOT, leastSeq = 1)),
            sandbox = false,
            hardware = Hardware.TRUSTED_ENVIRONMENT,
            language = Language.ZH,
        )
        val ports = WalletPorts(
            keys = AndroidKeyStore({ _, signature -> signature }, keystore),
            secrets = AndroidSecretStore(File(context.noBackupFilesDir, "essc/secrets"), keystore),
            clock = AndroidClock(context),
            http = UrlConnectionHttpClient(),
        )
        return runBlocking { Wallet.open(config, ports) }
    }

    private companion object {
        /** A test key of tests/vectors. */
        val ROOT = PublicKey("""{"crv":"P-256","kty":"EC","x":"QoqCTqfPVq0qZO02i3ExXYDO6EYAfP8dLuosPw-SFTc","y":"MErlmPmN0Q0fECgRpOLRYcP9i7sZPUslvulQrIOcD50"}""")
    }
}
