// A sequence of documents, and a gate that goes through it: docs/protocol.md §14.2.
package org.essc.support

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.util.Base64
import kotlinx.coroutines.runBlocking
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.ListName
import org.essc.ListOutcome
import org.essc.ListSync
import org.essc.PinnedRoot
import org.essc.PublicKey
import org.essc.Region
import org.essc.Remember
import org.essc.Verdict
import org.essc.Verifier
import org.essc.VerifierConfig

/** What a step says must come, or what came: outcomes of a bundle or a verdict; none of a restart. */
data class Came(val outcomes: JsonElement? = null, val verdict: Verdict? = null)

/** One sequence file. Every member counts. */
class DocumentSequence(
    val name: String,
    private val opened: Instant,
    private val region: String,
    private val baseProvince: String,
    private val pins: List<PinnedRoot>,
    private val steps: List<Step>,
) {
    /** A step, at its time. */
    class Step(val at: Instant, val said: Came, val take: (Run) -> Came)

    /** Goes through the steps; what came otherwise than the file says, a line for each. */
    fun play(directory: Path): List<String> {
        val run = Run(directory)
        try {
            return steps.mapIndexedNotNull { number, step ->
                run.clock.set(step.at)
                val came = step.take(run)
                if (came == step.said) null else "$name, step $number: $came, not ${step.said}"
            }
        } finally {
            run.gate.close()
        }
    }

    /** The gate, on its way. */
    inner class Run(private val directory: Path) {
        val clock = ManualClock(opened)
        var gate = open(pins)
            private set

        /** The gate lets go of its folder, and another opens it. */
        fun restart(pins: List<PinnedRoot>) {
            gate.close()
            gate = open(pins)
        }

        private fun open(pins: List<PinnedRoot>): Verifier {
            val config = VerifierConfig(
                directory = directory.toFile(),
                venueRegion = Region(region),
                roots = pins,
                baseRegion = Region(baseProvince),
                remember = Remember.COOL_DOWNS,
                replayCapacity = 10_000,
                cacheCapacity = 1_000,
            )
            return openGate(config, clock)
        }
    }

    companion object {
        /** All sequences, by name. */
        fun all(): List<DocumentSequence> = Files.list(Surroundings.vectors.resolve("sequences")).use { files ->
            files.toList().filter { it.toString().endsWith(".json") }.sorted().map {
                read(it.fileName.toString(), Files.readString(it))
            }
        }

        /** The sequence in a text. */
        fun read(name: String, text: String): DocumentSequence = jsonObject(text).readWhole {
            text("shows")
            val roots = member("roots").asJsonObject
            val known = member("texts").asJsonObject
            val steps = array("steps").map { readStep(it.asJsonObject, roots, known) }
            member("gate").asJsonObject.readWhole {
                val opened = Instant.ofEpochSecond(number("opened"))
                DocumentSequence(name, opened, text("region"), text("base_province"), pins(roots), steps)
            }
        }

        private fun readStep(json: JsonObject, roots: JsonObject, known: JsonObject): Step = json.readWhole {
            val at = Instant.ofEpochSecond(number("at"))
            when {
                json.has("import") -> {
                    val outcomes = member("outcomes")
                    if (outcomes.isJsonObject) {
                        outcomes.asJsonObject.readWhole { text("trust"); texts("status"); texts("catalogues") }
                    }
                    val bundle = member("import").asJsonObject.readWhole { bundle(known) }
                    Step(at, Came(outcomes = outcomes)) { Came(outcomes = it.gate.outcomesOf(bundle)) }
                }
                json.has("verify") -> {
                    val verdict = readVerdict(member("verdict").asJsonObject)
                    val (text, scene) = member("verify").asJsonObject.readWhole {
                        known.get(text("text")).asString to text("scene").toInt()
                    }
                    Step(at, Came(verdict = verdict)) { Came(verdict = it.gate.verify(text, scene)) }
                }
                else -> {
                    val pins = member("restart").asJsonObject.readWhole { pins(roots) }
                    Step(at, Came()) { run -> Came().also { run.restart(pins) } }
                }
            }
        }

        private fun Members.pins(roots: JsonObject): List<PinnedRoot> = array("pins").map { pin ->
            pin.asJsonObject.readWhole {
                PinnedRoot(key = PublicKey(roots.get(text("root")).toString()), leastSeq = number("least_seq"))
            }
        }

        private fun Members.bundle(known: JsonObject): JsonObject = JsonObject().also { bundle ->
            bundle.add("trust", known.get(text("trust")))
            for (part in listOf("roots", "status", "catalogues")) {
                bundle.add(part, JsonArray().apply { texts(part).forEach { add(known.get(it)) } })
            }
        }

        /** What becomes of each document, in the bundle's order; null for what is no bundle. */
        private fun Verifier.outcomesOf(bundle: JsonObject): JsonElement {
            val reported = try {
                runBlocking { importBundle(bundle.toString().toByteArray()) }.lists.toMutableList()
            } catch (refused: EsscException.RejectInput) {
                check(refused.code == ErrorCode.BUNDLE_REFUSED) { "${refused.code}" }
                return JsonNull.INSTANCE
            }
            return JsonObject().apply {
                addProperty("trust", reported.take(ListName.TrustList))
                add("status", bundle.words("status") { reported.take(statusList(it)) })
                add("catalogues", bundle.words("catalogues") { reported.take(catalogue(it)) })
            }
        }

        private fun JsonObject.words(part: String, word: (String) -> String) =
            JsonArray().apply { getAsJsonArray(part).forEach { add(word(it.asString)) } }

        /** Takes the first report of a list; a text that none is of was refused unread. */
        private fun MutableList<ListSync>.take(name: ListName?): String {
            val at = indexOfFirst { it.name == name }
            if (at < 0) return "refused"
            return when (val outcome = removeAt(at).outcome) {
                is ListOutcome.Updated -> "updated"
                is ListOutcome.Unchanged -> "unchanged"
                is ListOutcome.Refused -> "refused"
                is ListOutcome.Failed -> error("fetched from a bundle: ${outcome.reason}")
            }
        }

        private val SUB = Regex("\"sub\":\"urn:essc:status:([0-9]{6}):([0-9]+)\"")
        private val REGION = Regex("\"region\":\"([0-9]{6})\"")

        private fun statusList(text: String): ListName? =
            SUB.find(payload(text))?.destructured?.let { (region, number) ->
                ListName.StatusList(Region(region), number.toInt())
            }

        private fun catalogue(text: String): ListName? =
            REGION.find(payload(text))?.let { ListName.Catalogue(Region(it.groupValues[1])) }

        /** A signed document's payload, unverified; empty for what is none. */
        private fun payload(text: String): String = try {
            String(Base64.getUrlDecoder().decode(text.split('.').getOrElse(1) { "" }))
        } catch (_: IllegalArgumentException) {
            ""
        }
    }
}
