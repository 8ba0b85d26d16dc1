// A card's code: which scene, what it will tell, and the code itself with its countdown.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.withContext
import org.essc.CardId
import org.essc.ClockHealth
import org.essc.Code
import org.essc.OfferedScene
import org.essc.Profile
import org.essc.QrCode
import org.essc.SceneCode
import org.essc.asksTheUser
import org.essc.codes
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.disclosed
import org.essc.demo.words.willDisclose
import org.essc.unfitCode

/** Which part of the code screen is on. */
enum class CodeStep { SCENES, CONFIRM, SHOWING, OVER }

/**
 * A scene in the picker.
 *
 * @property refusal why it would not take this card; none when it would
 */
data class SceneChoice(
    val code: SceneCode,
    val name: String,
    val willDisclose: String,
    val refusal: String?,
    val needsRequest: Boolean,
)

/**
 * @property secondsLeft until the next code, or until this one is hidden
 * @property secondsOf what [secondsLeft] counts down from
 * @property discloses what the venue sees, said before the code is shown and beside it
 */
data class CodeState(
    val step: CodeStep = CodeStep.SCENES,
    val scenes: List<SceneChoice> = emptyList(),
    val scene: SceneChoice? = null,
    val qr: QrCode? = null,
    val discloses: String = "",
    val secondsLeft: Int = 0,
    val secondsOf: Int = 1,
    val rotates: Boolean = true,
    val isTest: Boolean = false,
    val isOffline: Boolean = false,
    val clockWarning: String? = null,
    val problem: Problem? = null,
)

/** Shows a card with `Wallet.scenes` and `codes`; nothing is signed unless [start]ed. */
class CodePresenter(
    private val services: Services,
    private val card: CardId,
    words: Words,
    scope: CoroutineScope,
    private val request: String? = null,
    private val isOnline: () -> Boolean = { true },
) : Presenter<CodeState>(CodeState(), scope, words) {
    private var showing: Job? = null

    /**
     * Reads the scenes; goes on at [scene], where the screen was before the process ended.
     *
     * @param isAgreed the user has read what it will disclose and agreed: the code is shown at once
     */
    fun load(scene: SceneCode? = null, isAgreed: Boolean = false) = attempt(::failed) {
        services.onWallet { wallet ->
            val choices = wallet.scenes(card).map(::choice)
            val warning = (wallet.clockHealth() as? ClockHealth.Off)?.let { words.clockOff(it.skewS) }
            val isTest = wallet.isTest()
            update { it.copy(scenes = choices, isTest = isTest, clockWarning = warning) }
        }
        scene?.let(::choose)
        if (isAgreed) start()
    }

    /** A scene was chosen: says what it will disclose. */
    fun choose(scene: SceneCode) {
        val choice = state.value.scenes.firstOrNull { it.code == scene } ?: return
        hide()
        if (choice.refusal != null) {
            update { it.copy(problem = Problem(choice.refusal, WayOut.READ, null)) }
            return
        }
        update { it.copy(step = CodeStep.CONFIRM, scene = choice, discloses = choice.willDisclose, problem = null) }
    }

    /** The user agreed, or came back: codes follow one another until [hide]. */
    fun start() {
        val scene = state.value.scene ?: return
        if (showing?.isActive == true) return
        showing = attempt(::failed) {
            val answered = request?.let { text -> services.onWallet { it.consent(text) } }
            val codes = services.onWallet { it.codes(card, scene.code, answered, services.dispatcher) }
            codes.collectLatest(::show)
            update { it.copy(step = CodeStep.OVER, qr = null) }
        }
    }

    /** The screen is not seen: nothing is signed any more, and no code stays in memory. */
    fun hide() {
        showing?.cancel()
        showing = null
        update { if (it.step == CodeStep.SHOWING) it.copy(step = CodeStep.CONFIRM, qr = null) else it }
    }

    /** Back to the picker. */
    fun pickAnother() {
        hide()
        update { it.copy(step = CodeStep.SCENES, scene = null, problem = null) }
    }

    private suspend fun show(code: Code) {
        val total = code.rotateAfter.toInt()
        val told = withContext(services.dispatcher) { words.disclosed(code.discloses) }
        update {
            it.copy(
                step = CodeStep.SHOWING, qr = code.qr, discloses = told, secondsOf = total, secondsLeft = total,
                rotates = request == null && !code.asksTheUser, isOffline = !isOnline(), problem = null,
            )
        }
        for (left in total - 1 downTo 0) {
            delay(ONE_SECOND)
            update { it.copy(secondsLeft = left, isOffline = !isOnline()) }
        }
    }

    private fun choice(scene: OfferedScene) = SceneChoice(
        code = scene.code,
        name = words.of(scene.name),
        willDisclose = words.willDisclose(scene.profile ?: Profile.VALIDITY),
        refusal = scene.unfit?.let { unfitCode(it).text(words.language) },
        needsRequest = scene.needsRequest,
    )

    private fun failed(problem: Problem) =
        update { it.copy(step = if (it.scene == null) CodeStep.SCENES else CodeStep.CONFIRM, qr = null, problem = problem) }

    private companion object {
        const val ONE_SECOND = 1_000L
    }
}
