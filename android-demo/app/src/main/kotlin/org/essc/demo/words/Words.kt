// Every text of the app, once for each language. What the SDK says, it says itself.
package org.essc.demo.words

import java.time.Duration
import java.time.Instant
import org.essc.CardState
import org.essc.Language
import org.essc.Localized
import org.essc.SecurityLevel

/** The texts of one language. A missing one does not compile. */
interface Words {
    val language: Language

    // Everywhere
    val appName: String
    val sandbox: String
    val sandboxShort: String
    val touchDropped: String
    val back: String
    val close: String
    val tryAgain: String
    val refresh: String
    val reEnroll: String
    val otherInput: String
    val openSettings: String
    val noIssuer: String
    val working: String
    val stopWaiting: String
    val upToDate: String
    val tabCards: String
    val tabScan: String
    val tabLists: String
    val tabSettings: String
    fun clockOff(skewS: Long): String
    fun date(at: Instant): String
    fun time(at: Instant): String
    fun age(age: Duration): String
    fun yuan(fen: Long): String

    // Welcome
    val welcomeTitle: String
    val welcomeLead: String
    val welcomePoints: List<Pair<String, String>>
    val welcomeWarning: String
    val welcomeStart: String

    // Enrol
    val enrollTitle: String
    val enrollLead: String
    val offerLabel: String
    val offerHint: String
    val paste: String
    val scanOffer: String
    fun offeredBy(issuer: String): String
    fun txCodeLabel(digits: Int): String
    val enroll: String
    val enrollWorking: String
    val enrollDone: String
    val enrollDoneLead: String
    val seeCards: String

    // Cards
    val cardsTitle: String
    val cardName: String
    val noCards: String
    val noCardsLead: String
    val ownCard: String
    val familyCard: String
    val offlineUntil: String
    val showCode: String
    val answerVenue: String
    val addCard: String
    val refreshing: String
    fun state(state: CardState): String
    val functionsLabel: String

    // Code
    val codeTitle: String
    val pickScene: String
    val showNow: String
    val venueWillSee: String
    val venueSees: String
    val anotherScene: String
    val offline: String
    val codeOver: String
    val codeHidden: String
    val needsRequest: String
    fun newCodeIn(seconds: Int): String
    fun hiddenIn(seconds: Int): String
    fun codePicture(scene: String): String

    // Consent
    val consentTitle: String
    val asksYou: String
    val vouchedBy: String
    val place: String
    val forWhat: String
    val purpose: String
    val amount: String
    val answerBy: String
    val agree: String
    val decline: String

    // Scanner
    val scannerTitle: String
    val scannerHint: String
    val scene: String
    val nextScan: String
    val noLists: String
    val cameraDenied: String
    val cameraPicture: String
    val allowCamera: String
    val aimAtOffer: String
    val aimAtRequest: String
    val seen: String
    val basis: String
    val testCard: String
    fun codeAge(seconds: Long): String
    fun statusAge(freshness: String, age: String): String
    fun trustAge(freshness: String, age: String): String

    // Lists
    val listsTitle: String
    val listsLead: String
    val noListsYet: String
    val sync: String
    val importBundle: String
    val someListsFailed: String
    fun validUntil(date: String): String
    fun syncing(done: Int, total: Int, bytes: Long): String

    // Settings
    val settingsTitle: String
    val languageLabel: String
    val largePrint: String
    val largePrintLead: String
    val issuerLabel: String
    val issuerAddress: String
    val issuerRoot: String
    val save: String
    val issuerSaved: String
    val keysLabel: String
    val noKeys: String
    val keyGone: String
    val reEnrollLead: String
    fun securityLevel(level: SecurityLevel): String

    /** What the SDK gives in both languages. */
    fun of(text: Localized): String = if (language == Language.ZH) text.zh else text.en

    companion object {
        fun of(language: Language): Words = if (language == Language.ZH) Zh else En

        /** How far a clock is off, to the nearest minute: it is measured across a network, and a second less is no other news. */
        internal fun rounded(skewS: Long): Duration {
            val off = Duration.ofSeconds(skewS).abs()
            return if (off.toMinutes() < 1) off else Duration.ofMinutes(off.plusSeconds(30).toMinutes())
        }
    }
}
