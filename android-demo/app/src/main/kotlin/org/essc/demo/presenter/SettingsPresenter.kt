// What the user can set, and how well the phone keeps their keys.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.withContext
import org.essc.CardSummary
import org.essc.KeyProtection
import org.essc.KeyStoreException
import org.essc.Language
import org.essc.demo.R
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.proved
import org.essc.demo.words.securityLevel
import org.essc.demo.words.suits

/** What is kept between two starts of the app. */
interface Settings {
    var language: Language
    var largePrint: Boolean
    var issuerAddress: String

    /** The root that the user trusts, a JWK; empty: none yet. */
    var root: String

    /** Whether the welcome was read. */
    var isWelcomed: Boolean
}

/**
 * How one card's keys are protected.
 *
 * @property proved what the issuer verified and the card states, which scenes go by; or that the keys are gone
 * @property details what that means for scenes that ask for hardware, and what the phone itself says, which nobody else believes
 */
data class KeyFace(val card: String, val proved: List<String>, val details: List<String>, val tone: Tone)

data class SettingsState(
    val address: String,
    val root: String,
    val language: Language,
    val largePrint: Boolean,
    val keys: List<KeyFace> = emptyList(),
    val isTest: Boolean = false,
    val news: String? = null,
    val problem: Problem? = null,
)

/** Changes [Settings]; says of each card what its keys are proved to be in, and what the key store says of them. */
class SettingsPresenter(
    private val services: Services,
    private val settings: Settings,
    words: Words,
    scope: CoroutineScope,
) : Presenter<SettingsState>(
    SettingsState(settings.issuerAddress, settings.root, settings.language, settings.largePrint), scope, words, services.dispatcher,
) {
    /** Asks how the keys are kept. */
    fun load() = attempt({ problem -> update { it.copy(problem = problem) } }) {
        if (services.issuer == null) return@attempt
        val (cards, isTest) = services.onWallet { it.cards.value to it.isTest }
        val keys = withContext(services.dispatcher) { cards.map(::key) }
        update { it.copy(keys = keys, isTest = isTest) }
    }

    fun language(language: Language) {
        settings.language = language
        update { it.copy(language = language) }
    }

    fun largePrint(on: Boolean) {
        settings.largePrint = on
        update { it.copy(largePrint = on) }
    }

    /** Takes effect when the app opens its wallet anew. */
    fun issuer(address: String, root: String) {
        settings.issuerAddress = address.trim().trimEnd('/')
        settings.root = root.trim()
        update { it.copy(address = settings.issuerAddress, root = settings.root, news = words.text(R.string.issuer_saved)) }
    }

    private fun key(card: CardSummary): KeyFace {
        val protections = listOfNotNull(card.everydayProtection, card.identityProtection)
        val weakest = protections.minOrNull() ?: KeyProtection.SOFTWARE
        val city = card.region.name(words.language)
        val level = try {
            services.keys.info("essc.${card.id}.everyday").securityLevel
        } catch (_: KeyStoreException) {
            return KeyFace(city, listOf(words.text(R.string.key_gone)), emptyList(), Tone.BAD)
        }
        val details = listOf(words.suits(weakest), words.text(R.string.kept_here, words.securityLevel(level)))
        val tone = if (weakest == KeyProtection.SOFTWARE) Tone.CAUTION else Tone.GOOD
        return KeyFace(city, words.proved(card.everydayProtection, card.identityProtection), details, tone)
    }
}
