// A venue's scanner: a text from the camera becomes a verdict for the people at the gate.
package org.essc.demo.presenter

import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import org.essc.Freshness
import org.essc.Outcome
import org.essc.SceneCode
import org.essc.Verdict
import org.essc.demo.R
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.codeAge
import org.essc.demo.words.lines

/** A scene this scanner can be set to. */
data class GateScene(val code: SceneCode, val name: String)

/**
 * A verdict in words.
 *
 * @property reasons why not, and what to do; empty when accepted
 * @property disclosed what the scene may see, line by line
 * @property freshness what the verdict rests on, and how old that is
 */
data class VerdictFace(
    val outcome: Outcome,
    val headline: String,
    val reasons: List<String>,
    val disclosed: List<String>,
    val freshness: List<String>,
    val isTest: Boolean,
) {
    /** What a screen reader says at once. */
    val announcement: String get() = (listOf(headline) + reasons + disclosed).joinToString(", ")
}

/** @property verdict of the last code; none while waiting for one */
data class ScannerState(
    val scenes: List<GateScene> = emptyList(),
    val isLoaded: Boolean = false,
    val scene: GateScene? = null,
    val verdict: VerdictFace? = null,
    val cameraDenied: Boolean = false,
    val problem: Problem? = null,
)

/**
 * Judges with `Verifier.verify`.
 *
 * A code that stays in the picture is judged once: the next verdict comes when it has left, or when
 * another one is shown.
 */
class ScannerPresenter(
    private val services: Services,
    words: Words,
    scope: CoroutineScope,
) : Presenter<ScannerState>(ScannerState(), scope, words, services.dispatcher) {
    private val sight = Sight()

    /** Reads the scenes of this venue. */
    fun load(scene: SceneCode? = null) = attempt({ problem -> update { it.copy(isLoaded = true, problem = problem) } }) {
        val scenes = services.onGate { gate -> gate.scenes().map { GateScene(it.code, words.of(it.name)) } }
        update { now ->
            val chosen = scenes.firstOrNull { it.code == (scene ?: now.scene?.code) } ?: scenes.firstOrNull()
            val missing = Problem(words.text(R.string.no_lists), WayOut.REFRESH, null).takeIf { scenes.isEmpty() }
            now.copy(scenes = scenes, isLoaded = true, scene = chosen, problem = missing)
        }
    }

    /** The venue's scene was chosen. */
    fun choose(scene: SceneCode) = update { now -> now.copy(scene = now.scenes.firstOrNull { it.code == scene }, verdict = null) }

    /** A picture was read: [text] is the code in it, or none. Called from the camera's thread. */
    fun seen(text: String?) {
        val scene = state.value.scene ?: return
        val code = sight.next(text) ?: return
        attempt({ problem -> update { it.copy(problem = problem) } }) {
            val face = services.onGate { face(it.verify(code, scene.code)) }
            update { it.copy(verdict = face, problem = null) }
        }
    }

    /** The next one, please: also when it is the same code again. */
    fun next() {
        sight.forget()
        update { it.copy(verdict = null) }
    }

    /** The user does not let the camera be used. */
    fun cameraDenied(denied: Boolean) = update { it.copy(cameraDenied = denied) }

    private fun face(verdict: Verdict): VerdictFace {
        val now = services.clock.now()
        return VerdictFace(
            outcome = verdict.outcome,
            headline = verdict.outcome.text(words.language),
            reasons = verdict.reasons.map { it.text(words.language) },
            disclosed = verdict.disclosed?.let(words::lines).orEmpty(),
            freshness = listOfNotNull(
                verdict.codeAgeS?.let(words::codeAge),
                verdict.status?.let { basis(R.string.status_age, it.freshness, it.asOf, now) },
                verdict.trust?.let { basis(R.string.trust_age, it.freshness, it.asOf, now) },
                verdict.skewS?.takeIf { it <= -CLOCK_WARNING_S || it >= CLOCK_WARNING_S }?.let(words::clockOff),
            ),
            isTest = verdict.test,
        )
    }

    private fun basis(text: Int, freshness: Freshness, asOf: Instant, now: Instant) =
        words.text(text, freshness.text(words.language), words.age(Duration.between(asOf, now)))

    private companion object {
        /** What the wallet warns from, too (docs/protocol.md). */
        const val CLOCK_WARNING_S = 15L
    }
}

/** Tells a code that came from one that is still there. */
internal class Sight {
    private var text: String? = null
    private var empty = 0

    /** The code to judge, when there is one that wasn't there before. */
    @Synchronized
    fun next(seen: String?): String? {
        if (seen == null) {
            // A shaking hand loses a code for a picture or two.
            empty += 1
            if (empty >= GONE_AFTER) text = null
            return null
        }
        empty = 0
        if (seen == text) return null
        text = seen
        return seen
    }

    @Synchronized
    fun forget() {
        text = null
    }

    private companion object {
        const val GONE_AFTER = 8
    }
}
