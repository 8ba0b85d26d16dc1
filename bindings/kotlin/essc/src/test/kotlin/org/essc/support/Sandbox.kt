// A real issuer: the command `essc sandbox`, over HTTP, with made-up holders.
package org.essc.support

import com.google.gson.JsonObject
import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.TimeUnit
import org.essc.Hardware
import org.essc.HttpClient
import org.essc.Language
import org.essc.PinnedRoot
import org.essc.PublicKey
import org.essc.Region
import org.essc.Remember
import org.essc.SyncSource
import org.essc.Verifier
import org.essc.VerifierConfig
import org.essc.WalletConfig

/** What enrols a card: an offer and the code that its holder was told. */
data class Enrollment(val offer: String, val txCode: String)

/** An issuer that serves until it is closed. All its people are made up. */
class Sandbox(private val directory: Path) : AutoCloseable {
    private val process = ProcessBuilder(
        Surroundings.cli.toString(), "sandbox", "--json", "--bind", "127.0.0.1:0", "--data", directory.resolve("issuer").toString(),
    ).redirectError(ProcessBuilder.Redirect.DISCARD).start()

    private val told: JsonObject = run {
        val line = process.inputReader().readLine()
        jsonObject(checkNotNull(line) { "the sandbox ended before it was ready" })
    }
    private val root = PublicKey(told.get("root").toString())
    private val trustListUrl = told.get("trust_list").asString

    /** The number of a sample holder's card, by the role that the sandbox gives them. */
    fun cardNumber(role: String): String = holder(role).get("card_number").asString

    /** The offer that was made to a sample holder at the start. */
    fun enrollment(role: String) = holder(role).let { Enrollment(it.get("offer").asString, it.get("tx_code").asString) }

    /** Makes a new offer to a sample holder. */
    fun newEnrollment(role: String): Enrollment {
        val said = jsonObject(operate("offer", cardNumber(role)))
        return Enrollment(said.get("offer").asString, said.get("tx_code").asString)
    }

    /** Runs an operator's command of `essc issuer` and gives what it printed. */
    fun operate(vararg command: String): String {
        val all = listOf(Surroundings.cli.toString(), "issuer") + command + listOf("--url", told.get("operator_url").asString)
        val operator = ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT)
        operator.environment()["ESSC_OPERATOR_TOKEN"] = Path.of(told.get("operator_token_file").asString).toFile().readText().trim()
        val running = operator.start()
        val said = running.inputReader().readText()
        check(running.waitFor() == 0) { "essc issuer ${command.joinToString(" ")} failed" }
        return said
    }

    /** A wallet's set-up in a folder of its own. */
    fun walletConfig(name: String) = WalletConfig(
        directory = directory.resolve(name).toFile(),
        trustListUrl = trustListUrl,
        roots = listOf(PinnedRoot(key = root, leastSeq = 1)),
        sandbox = true,
        hardware = Hardware.ANY,
        language = Language.EN,
    )

    /** A gate's set-up in a folder of its own. */
    fun verifierConfig(name: String) = VerifierConfig(
        directory = directory.resolve(name).toFile(),
        venueRegion = Region("440106"),
        roots = listOf(PinnedRoot(root, 1)),
        baseRegion = Region("440000"),
        remember = Remember.COOL_DOWNS,
        replayCapacity = 10_000,
        cacheCapacity = 1_000,
    )

    /**
     * A gate that was started a minute ago: it takes codes at once, where one just started would take
     * only those made since, for fear of a replay that it doesn't remember (docs/protocol.md §6.3).
     */
    fun gate(name: String, http: HttpClient? = null): Verifier {
        val clock = ManualClock(Instant.now().minusSeconds(60))
        return openGate(verifierConfig(name), clock, http).also { clock.advance(60) }
    }

    /** Where gates sync. */
    fun source() = SyncSource(trustListUrl, told.get("time").asString)

    private fun holder(role: String): JsonObject =
        told.getAsJsonArray("holders").map { it.asJsonObject }.single { it.get("role").asString == role }

    override fun close() {
        process.destroy()
        check(process.waitFor(20, TimeUnit.SECONDS)) { "the sandbox does not end" }
    }
}
