// What the user can set, and how well the phone keeps their keys.
package org.essc.demo.presenter

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.withContext
import org.essc.CardId
import org.essc.KeyStoreException
import org.essc.Language
import org.essc.SecurityLevel
import org.essc.demo.R
import org.essc.demo.sdk.Services
import org.essc.demo.words.Words
import org.essc.demo.words.securityLevel

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

/** How one card's keys are kept. */
data class KeyFace(val card: String, val level: String, val tone: Tone)

data class SettingsState(
    val address: String,
    val root: String,
    val language: Language,
    val largePrint: Boolean,
    val keys: List<KeyFace> = emptyList(),
    val news: String? = null,
    val problem: Problem? = null,
)

/** Changes [Settings]; asks the key store for the level of each card's everyday key. */
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
        val cards = services.onWallet { it.cards.value }
        val keys = withContext(services.dispatcher) { cards.map { key(it.id, it.region.name(words.language)) } }
        update { it.copy(keys = keys) }
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

    private fun key(card: CardId, city: String): KeyFace = try {
        val level = services.keys.info("essc.$card.everyday").securityLevel
        KeyFace(city, words.securityLevel(level), if (level == SecurityLevel.SOFTWARE) Tone.CAUTION else Tone.GOOD)
    } catch (_: KeyStoreException) {
        KeyFace(city, words.text(R.string.key_gone), Tone.BAD)
    }
}
