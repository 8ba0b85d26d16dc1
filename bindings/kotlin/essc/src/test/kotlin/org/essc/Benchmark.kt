// What the two calls that matter take from Kotlin: one JSON line each, the median of many.
package org.essc

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.essc.support.ManualClock
import org.essc.support.Sandbox
import org.essc.support.Surroundings
import org.essc.support.Vector
import org.essc.support.openWallet

private const val ROUNDS = 2000

/** The JVM compiles for good what was called ten thousand times; a gate has been by its second day. */
private const val WARM_UP = 20_000
private const val MUSEUM = 501

/** Codes of one card: it lives for days, and each round takes a minute of them. */
private const val PRESENTED = 1000
private const val PRESENTED_WARM_UP = 500

/** Prints `{"language":"kotlin","call":…,"ns":…}` for `verify` and `present`. */
fun main() {
    val directory = Files.createTempDirectory("essc-benchmark")
    try {
        report("verify", verify(directory.resolve("gate")))
        report("present", present(directory))
    } finally {
        directory.toFile().deleteRecursively()
    }
}

/** `verifyAsOf` of a code whose issuer signature was checked before. */
private fun verify(directory: Path): Long {
    val vector = Vector.read(Surroundings.vectors.resolve("accept/validity-at-a-museum.json"))
    return vector.gate(directory).use { gate ->
        median(ROUNDS, WARM_UP) {
            val verdict = gate.verifyAsOf(vector.text, vector.scene, vector.now)
            check(verdict.outcome == Outcome.ACCEPTED) { "${verdict.reasons}" }
        }
    }
}

/** `present` with the library's software key, a minute later each time. */
private fun present(directory: Path): Long = Sandbox(directory).use { sandbox ->
    val clock = ManualClock(Instant.now())
    val secrets = FileSecretStore(directory.resolve("secrets").toFile())
    openWallet(sandbox.walletConfig("wallet"), WalletPorts(SoftwareKeyStore(), secrets, clock)).use { wallet ->
        val (offer, txCode) = sandbox.enrollment("adult")
        val card = runBlocking { wallet.enroll(offer, txCode) }
        median(PRESENTED, PRESENTED_WARM_UP) {
            clock.advance(60)
            runBlocking { wallet.present(card, MUSEUM) }
        }
    }
}

private fun median(rounds: Int, warmUp: Int, call: () -> Unit): Long {
    repeat(warmUp) { call() }
    val times = LongArray(rounds) {
        val begun = System.nanoTime()
        call()
        System.nanoTime() - begun
    }
    return times.sorted()[rounds / 2]
}

private fun report(call: String, nanos: Long) = println("""{"language":"kotlin","call":"$call","ns":$nanos}""")
