// The library's log, in the app's hands.
package org.essc

import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.runBlocking
import org.essc.support.Sandbox
import org.essc.support.openWallet
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class LogTest {
    @TempDir
    lateinit var directory: Path

    @Test
    fun `the log goes to the app until it is taken away, whatever the app throws`() = Sandbox(directory).use { sandbox ->
        val ports = WalletPorts(SoftwareKeyStore(), FileSecretStore(directory.resolve("secrets").toFile()))
        val config = sandbox.walletConfig("wallet")
        val holder = sandbox.enrollment("adult")
        openWallet(config, ports).use { wallet -> runBlocking { wallet.enroll(holder.offer, holder.txCode) } }
        val lines = CopyOnWriteArrayList<Triple<LogLevel, String, String>>()
        setLogSink({ level, module, message ->
            lines += Triple(level, module, message)
            error("a sink that fails is no matter")
        }, LogLevel.WARNING)
        // Lists that another root signed are not used, and the log says so.
        val other = config.copy(roots = listOf(PinnedRoot(otherRoot(), 1)))
        openWallet(other, ports).close()
        setLogSink(null, LogLevel.ERROR)
        assertTrue(lines.isNotEmpty())
        for ((level, module, message) in lines) {
            assertTrue(level in setOf(LogLevel.WARNING, LogLevel.ERROR), "$level")
            assertTrue(module.startsWith("essc") && message.isNotBlank(), "$module: $message")
        }
        val heard = lines.size
        openWallet(other, ports).close()
        assertEquals(heard, lines.size)
    }

    private fun otherRoot(): PublicKey {
        val policy = KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.ANY)
        return PublicKey.fromPoint(SoftwareKeyStore().generate("essc.root", policy, noAttestation()).publicKey)
    }
}
