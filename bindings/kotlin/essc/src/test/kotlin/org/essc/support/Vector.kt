// A test vector, and how a gate comes to its verdict: docs/protocol.md §14.
package org.essc.support

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.essc.Outcome
import org.essc.PinnedRoot
import org.essc.PublicKey
import org.essc.Region
import org.essc.Remember
import org.essc.Verdict
import org.essc.Verifier
import org.essc.VerifierConfig

/** One scan of a gate, at its time. */
data class Scan(val now: Instant, val text: String)

/** One vector file. Every member counts. */
class Vector(
    val name: String,
    private val gateStarted: Instant,
    private val listsLoaded: Instant,
    val now: Instant,
    private val venueRegion: String,
    val scene: Int,
    private val root: String,
    private val bundle: String?,
    private val requests: List<String>,
    private val before: List<Scan>,
    val text: String,
    val verdict: Verdict,
) {
    /** Opens a gate in an empty directory and brings it to the moment of the scan. */
    fun gate(directory: Path, clock: ManualClock = clock()): Verifier {
        val gate = openGate(config(directory), clock)
        clock.set(listsLoaded)
        bundle?.let { check(runBlocking { gate.importBundle(it.toByteArray()) }.isComplete) { "$name: a list was refused" } }
        requests.forEach(gate::keepRequest)
        for (scan in before) {
            clock.set(scan.now)
            val verdict = gate.verify(scan.text, scene)
            check(verdict.outcome == Outcome.ACCEPTED) { "$name, before: ${verdict.reasons}" }
        }
        clock.set(now)
        return gate
    }

    /** The set-up of its gate. */
    fun config(directory: Path) = VerifierConfig(
        directory = directory.toFile(),
        venueRegion = Region(venueRegion),
        roots = listOf(PinnedRoot(key = PublicKey(root), leastSeq = 1)),
        baseRegion = Region("440000"),
        remember = Remember.COOL_DOWNS,
        replayCapacity = 10_000,
        cacheCapacity = 1_000,
    )

    /** The clock as it stands when the gate starts. */
    fun clock() = ManualClock(gateStarted)

    companion object {
        /** Folders of vectors, by the outcome that must come. */
        val FOLDERS = listOf("accept", "reject", "unreadable")

        /** All vectors of a folder, by name. */
        fun allOf(folder: String): List<Vector> = Files.list(Surroundings.vectors.resolve(folder)).use { files ->
            files.toList().filter { it.toString().endsWith(".json") }.sorted().map(::read)
        }

        /** The vector of a file. */
        fun read(file: Path): Vector = jsonObject(Files.readString(file)).readWhole {
            text("shows")
            val lists = member("lists").asJsonObject
            Vector(
                name = file.parent.fileName.resolve(file.fileName).toString(),
                gateStarted = Instant.ofEpochSecond(number("gate_started")),
                listsLoaded = Instant.ofEpochSecond(number("lists_loaded")),
                now = Instant.ofEpochSecond(number("now")),
                venueRegion = text("venue_region"),
                scene = text("scene").toInt(),
                root = lists.get("root").toString(),
                bundle = lists.readWhole { member("root"); bundle() },
                requests = texts("requests"),
                before = array("before").map { scan ->
                    scan.asJsonObject.readWhole { Scan(Instant.ofEpochSecond(number("now")), text("text")) }
                },
                text = text("text"),
                verdict = readVerdict(member("verdict").asJsonObject),
            )
        }

        private fun Members.bundle(): String? {
            val trust = nullable("trust") { list(it.asString) }
            val status = texts("status").map(::list)
            val catalogues = texts("catalogues").map(::list)
            if (trust == null) return null
            val bundle = JsonObject()
            bundle.addProperty("trust", trust)
            bundle.add("roots", JsonArray())
            bundle.add("status", JsonArray().apply { status.forEach(::add) })
            bundle.add("catalogues", JsonArray().apply { catalogues.forEach(::add) })
            return bundle.toString()
        }

        private fun list(name: String): String = Files.readString(Surroundings.vectors.resolve("lists").resolve(name))
    }
}
