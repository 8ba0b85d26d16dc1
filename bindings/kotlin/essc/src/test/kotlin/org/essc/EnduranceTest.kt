// Many objects and many threads.
package org.essc

import com.sun.jna.Function
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.essc.support.ManualClock
import org.essc.support.Vector
import org.essc.support.openGate
import org.essc.support.openWallet
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class EnduranceTest {
    @TempDir
    lateinit var directory: Path

    @Test
    fun `ten thousand wallets and verifiers leave no memory behind`() {
        val vector = Vector.allOf("accept").first()
        val clock = ManualClock(Instant.ofEpochSecond(1_800_000_000))
        vector.gate(directory.resolve("gate"), clock).close()
        val keys = SoftwareKeyStore()
        val secrets = FileSecretStore(directory.resolve("secrets").toFile())
        val gateConfig = vector.config(directory.resolve("gate"))
        val walletConfig = WalletConfig(
            directory = directory.resolve("wallet").toFile(),
            trustListUrl = "https://card.example/trust-list",
            roots = gateConfig.roots,
            sandbox = false,
            hardware = Hardware.ANY,
            language = Language.EN,
        )
        // Foreign ports, so that their handles are counted too.
        val ports = WalletPorts(keys, secrets, clock, UrlConnectionHttpClient())
        val empty = gateConfig.copy(directory = directory.resolve("empty gate").toFile())
        fun openAndClose(times: Int) = repeat(times) { round ->
            openWallet(walletConfig, ports).close()
            // One that holds lists verifies them all when it opens: seldom, or the test takes minutes.
            openGate(if (round % 50 == 0) gateConfig else empty, clock).close()
        }
        openAndClose(2_000)
        // What the compiler of the JVM holds for a moment comes and goes; what leaks only grows. So the
        // least of several readings is taken, before and after.
        fun leastResident() = List(READINGS) {
            openAndClose(8_000 / (2 * READINGS))
            residentKilobytes()
        }.min()
        // A leak grows in every window. What the compiler and new threads of the JVM take, and what they give
        // back, is in one of them.
        var last = leastResident()
        val windows = List(WINDOWS) { leastResident().let { now -> (now - last).also { last = now } } }
        val grown = windows.sorted()[WINDOWS / 2]
        println("resident memory grew by $windows KB")
        assertTrue(grown < ALLOWED_KILOBYTES, "resident memory grew by $windows KB")
    }

    @Test
    fun `eight threads on one verifier get their own verdicts`() {
        val vector = Vector.allOf("accept").single { it.name == "accept/validity-at-a-museum.json" }
        val others = listOf("unreadable", "reject").flatMap(Vector::allOf).map(Vector::text)
        vector.gate(directory.resolve("gate")).use { gate ->
            val texts = others + vector.text
            val expected = texts.map { gate.verifyAsOf(it, vector.scene, vector.now) }
            val threads = Executors.newFixedThreadPool(8)
            val answers = threads.invokeAll(
                List(8) { first ->
                    Callable {
                        val order = texts.indices.map { (it + first * 17) % texts.size }
                        repeat(3) {
                            for (index in order) {
                                assertEquals(expected[index], gate.verifyAsOf(texts[index], vector.scene, vector.now))
                            }
                        }
                    }
                },
            )
            answers.forEach { it.get() }
            threads.shutdown()
            assertEquals(Outcome.ACCEPTED, expected.last().outcome)
        }
    }

    /** Without what is free already: the allocator keeps that until it is asked to give it back. */
    private fun residentKilobytes(): Long {
        System.gc()
        Function.getFunction("c", "malloc_trim").invokeInt(arrayOf(0L))
        return Files.readAllLines(Path.of("/proc/self/status"))
            .single { it.startsWith("VmRSS:") }.filter(Char::isDigit).toLong()
    }

    private companion object {
        const val READINGS = 4
        const val WINDOWS = 3

        /**
         * A wallet or verifier that left 2 KB each time would leave 16 MB, between two readings that lie
         * 4,000 of both apart. The heap is resident as a whole (see pom.xml).
         */
        const val ALLOWED_KILOBYTES = 8 * 1024
    }
}
