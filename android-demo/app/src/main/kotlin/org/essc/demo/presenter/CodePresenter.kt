// A card's code: which scene, what it will tell, and making one code after another for the view that shows them.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import org.essc.CardId
import org.essc.ClockHealth
import org.essc.Code
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.OfferedScene
import org.essc.Profile
import org.essc.SceneCode
import org.essc.Wallet
import org.essc.asksTheUser
import org.essc.demo.sdk.Agreement
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.disclosed
import org.essc.demo.words.willDisclose
import org.essc.ineligibleCode

/** Which part of the code screen is on. */
enum class CodeStep {
    SCENES,
    CONFIRM,

    /** A code is asked for; a key may be asking the user. */
    MAKING,
    SHOWING,
    OVER,
    ;

    /** Whether codes are wanted. */
    val isOn: Boolean get() = this == MAKING || this == SHOWING
}

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
 * @property discloses what the venue sees, said before the code is shown and beside it
 * @property isAnswer the code answers a venue's request: there is one, and no other follows
 * @property mustAsk the holder has to read the request again, and agree, before it is answered
 */
data class CodeState(
    val step: CodeStep = CodeStep.SCENES,
    val scenes: List<SceneChoice> = emptyList(),
    val scene: SceneChoice? = null,
    val discloses: String = "",
    val secondsLeft: Int = 0,
    val rotates: Boolean = true,
    val isAnswer: Boolean = false,
    val mustAsk: Boolean = false,
    val isTest: Boolean = false,
    val isOffline: Boolean = false,
    val clockWarning: String? = null,
    val problem: Problem? = null,
)

/**
 * Shows a card with `Wallet.scenes`, `Wallet.present` and `Wallet.answer`. When the next code is due, the library's
 * `CodeView` knows: it asks [next], and says what it did with [shown], [over] and [failed].
 */
class CodePresenter(
    private val services: Services,
    private val card: CardId,
    words: Words,
    scope: CoroutineScope,
    private val request: String? = null,
    private val isOnline: () -> Boolean = { true },
) : Presenter<CodeState>(CodeState(isAnswer = request != null), scope, words, services.dispatcher) {
    private var counting: Job? = null

    /**
     * Reads the scenes; goes on at [scene], where the screen was before the process ended.
     *
     * @param isAgreed the user has read what it will disclose and agreed: the code is shown at once
     */
    fun load(scene: SceneCode? = null, isAgreed: Boolean = false) = attempt(::unable) {
        if (request != null && agreement() == null) {
            update { it.copy(mustAsk = true) }
            return@attempt
        }
        services.onWallet { wallet ->
            val choices = agreement()?.let { listOf(answer(wallet, it)) } ?: wallet.scenes(card).map(::choice)
            val warning = (wallet.clockHealth as? ClockHealth.Off)?.let { words.clockOff(it.skewS) }
            val isTest = wallet.isTest
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
    fun start() = update { now ->
        if (now.scene == null || now.step.isOn) now else now.copy(step = CodeStep.MAKING, problem = null)
    }

    /**
     * Signs the next code; waits for the user when a key asks them.
     *
     * @throws EsscException there is none
     */
    suspend fun next(): Code = services.onWallet { wallet ->
        val scene = checkNotNull(state.value.scene) { "a code without a scene" }
        if (request == null) {
            wallet.present(card, scene.code)
        } else {
            wallet.answer(card, checkNotNull(agreement()) { "an answer that nobody agreed to" }.request)
        }
    }

    /** What the holder agreed to, of this card and this request. */
    private fun agreement() = services.agreement?.takeIf { it.card == card && it.text == request }

    /** The code is on the screen. */
    fun shown(code: Code) {
        counting?.cancel()
        counting = attempt(::unable) {
            val told = withContext(services.dispatcher) { words.disclosed(code.discloses) }
            val rotates = request == null && !code.asksTheUser
            for (left in code.rotateAfter.seconds.toInt() downTo 0) {
                update {
                    it.copy(
                        step = CodeStep.SHOWING, discloses = told, secondsLeft = left, rotates = rotates,
                        isOffline = !isOnline(), problem = null,
                    )
                }
                delay(ONE_SECOND)
            }
        }
    }

    /** The code's time is over, and no other follows by itself. */
    fun over() {
        counting?.cancel()
        update { it.copy(step = CodeStep.OVER) }
    }

    /** No code could be made. */
    fun failed(error: EsscException) {
        // Other lists came, or another card: what the holder agreed to is not what would be told now.
        if (error.code == ErrorCode.DISCLOSURE_CHANGED) update { it.copy(mustAsk = true) }
        attempt(::unable) { throw error }
    }

    /** The screen is not seen: nothing is signed any more. */
    fun hide() {
        counting?.cancel()
        update { if (it.step.isOn) it.confirming() else it }
    }

    /** Back to the picker. */
    fun pickAnother() {
        hide()
        update { it.copy(step = CodeStep.SCENES, scene = null, problem = null) }
    }

    private fun choice(scene: OfferedScene) = SceneChoice(
        code = scene.code,
        name = words.of(scene.name),
        willDisclose = words.willDisclose(scene.profile ?: Profile.VALIDITY),
        refusal = scene.ineligible?.let { ineligibleCode(it).text(words.language) },
        needsRequest = scene.needsRequest,
    )

    /** The one scene of an answer. What it tells is by the rules of the place where the venue is. */
    private fun answer(wallet: Wallet, agreed: Agreement): SceneChoice {
        val details = agreed.request.details
        val told = words.disclosed(wallet.disclosure(card, agreed.request))
        return SceneChoice(details.scene, words.of(details.sceneName), told, refusal = null, needsRequest = true)
    }

    private fun unable(problem: Problem) {
        counting?.cancel()
        update { (if (it.scene == null) it.copy(step = CodeStep.SCENES) else it.confirming()).copy(problem = problem) }
    }

    /** What a code will tell is said again, not what the last one told. */
    private fun CodeState.confirming() = copy(step = CodeStep.CONFIRM, discloses = scene?.willDisclose.orEmpty())

    private companion object {
        const val ONE_SECOND = 1_000L
    }
}
