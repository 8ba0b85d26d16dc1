// English.
package org.essc.demo.words

import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.essc.CardState
import org.essc.Language
import org.essc.SecurityLevel

/** English. */
object En : Words {
    override val language = Language.EN

    override val appName = "e-Social Security Card"
    override val sandbox = "Sandbox demo · these cards are valid nowhere"
    override val sandboxShort = "Demo, not valid"
    override val touchDropped = "Another app lies over this screen, so your touch didn't count. Close it first."
    override val back = "Back"
    override val close = "Got it"
    override val tryAgain = "Try again"
    override val refresh = "Update now"
    override val reEnroll = "Enrol again"
    override val otherInput = "Use another"
    override val openSettings = "Open settings"
    override val noIssuer = "No issuer is set yet. Enter its address and root key in Settings."
    override val working = "Please wait…"
    override val stopWaiting = "Stop waiting"
    override val upToDate = "Up to date"
    override val tabCards = "Cards"
    override val tabScan = "Verify"
    override val tabLists = "Lists"
    override val tabSettings = "Settings"
    override fun clockOff(skewS: Long): String {
        val amount = span(Words.rounded(skewS))
        return "This phone's clock is $amount ${if (skewS > 0) "fast" else "slow"}. Turn on automatic time in the system settings."
    }
    override fun date(at: Instant): String = DATE.format(at.atZone(ZONE))
    override fun time(at: Instant): String = TIME.format(at.atZone(ZONE))
    override fun age(age: Duration) = if (age.toMinutes() < 1) "just now" else "${span(age)} ago"
    override fun yuan(fen: Long) = "CNY %d.%02d".format(fen / 100, fen % 100)

    override val welcomeTitle = "Your social security card, on your phone"
    override val welcomeLead = "Show a code and go. It works without a network."
    override val welcomePoints = listOf(
        "Works offline" to "Neither showing nor verifying needs a network",
        "Tells only what is needed" to "You read what a venue will see before you show it",
        "Nobody can copy it" to "Its keys are locked in this phone's secure hardware",
    )
    override val welcomeWarning = "This is a demo. Sandbox cards and people are made up, and valid nowhere."
    override val welcomeStart = "Get started"

    override val enrollTitle = "Enrol"
    override val enrollLead = "Paste or scan the offer that your issuer gave you."
    override val offerLabel = "Offer"
    override val offerHint = "openid-credential-offer://…"
    override val paste = "Paste"
    override val scanOffer = "Scan an offer"
    override fun offeredBy(issuer: String) = "Issuer: $issuer"
    override fun txCodeLabel(digits: Int) = if (digits > 0) "Transaction code ($digits digits)" else "Transaction code"
    override val enroll = "Enrol this card"
    override val enrollWorking = "Making keys and fetching the card. Please wait…"
    override val enrollDone = "Your card is here"
    override val enrollDoneLead = "It is on this phone now and works without a network."
    override val seeCards = "See my cards"

    override val cardsTitle = "My cards"
    override val cardName = "Social security card"
    override val noCards = "No cards yet"
    override val noCardsLead = "Ask your issuer for an offer, scan it, and the card is yours."
    override val ownCard = "Mine"
    override val familyCard = "Carried for family"
    override val offlineUntil = "Works offline until"
    override val showCode = "Show code"
    override val answerVenue = "Scan a venue's code"
    override val addCard = "Enrol a card"
    override val refreshing = "Updating…"
    override fun state(state: CardState) = when (state) {
        is CardState.Active -> "Active"
        is CardState.RefreshDue -> "Active, update due"
        is CardState.Expired -> "Expired"
        is CardState.Suspended -> "Reported lost"
        is CardState.NeedsReEnrollment -> "Enrol again"
    }
    override val functionsLabel = "Functions"

    override val codeTitle = "Show code"
    override val pickScene = "Where will you use it?"
    override val showNow = "Show the code"
    override val venueWillSee = "The venue will see"
    override val venueSees = "The venue sees"
    override val anotherScene = "Another place"
    override val offline = "No network right now. The code works all the same."
    override val codeOver = "This code is put away. Show it again when you need it."
    override val codeHidden = "Code hidden"
    override val needsRequest = "Scan the venue's code first"
    override fun newCodeIn(seconds: Int) = "New code in $seconds s"
    override fun hiddenIn(seconds: Int) = "Put away in $seconds s"
    override fun codePicture(scene: String) = "QR code for “$scene”. Hold it to the scanner."

    override val consentTitle = "Please confirm"
    override val asksYou = "asks you"
    override val vouchedBy = "Vouched for by"
    override val place = "Place"
    override val forWhat = "For"
    override val purpose = "Purpose"
    override val amount = "Amount"
    override val answerBy = "Answer by"
    override val agree = "Agree and show code"
    override val decline = "Decline"

    override val scannerTitle = "Verify"
    override val scannerHint = "Point at the code on the holder's phone"
    override val scene = "Scene"
    override val nextScan = "Next scan"
    override val noLists = "Nothing can be verified without lists. Update once under “Lists”."
    override val cameraDenied = "Codes can't be scanned without the camera."
    override val cameraPicture = "Camera picture"
    override val allowCamera = "Allow the camera"
    override val aimAtOffer = "Point at the offer's code"
    override val aimAtRequest = "Point at the venue's code"
    override val seen = "You may see"
    override val basis = "Based on"
    override val testCard = "Sandbox card, not legally valid"
    override fun codeAge(seconds: Long) = "Code made ${seconds.coerceAtLeast(0)} s ago"
    override fun statusAge(freshness: String, age: String) = "Card status: $freshness ($age)"
    override fun trustAge(freshness: String, age: String) = "Trust list: $freshness ($age)"

    override val listsTitle = "Lists"
    override val listsLead = "Verifying rests on these lists and needs no network."
    override val noListsYet = "No lists yet. Update once online, or import a bundle."
    override val sync = "Update now"
    override val importBundle = "Import a bundle"
    override val someListsFailed = "Some lists could not be updated. Try again later."
    override fun validUntil(date: String) = "Valid until $date"
    override fun syncing(done: Int, total: Int, bytes: Long) = "$done of $total done, ${bytes / 1024} KB"

    override val settingsTitle = "Settings"
    override val languageLabel = "Language 语言"
    override val largePrint = "Large print"
    override val largePrintLead = "Larger letters, larger buttons"
    override val issuerLabel = "Issuer"
    override val issuerAddress = "Address"
    override val issuerRoot = "Root key (JWK)"
    override val save = "Save"
    override val issuerSaved = "Saved"
    override val keysLabel = "Where keys are kept"
    override val noKeys = "Once you have a card, this says how its keys are kept."
    override val keyGone = "The key is gone"
    override val reEnrollLead = "After a new fingerprint, a restored backup, or trouble with a card"
    override fun securityLevel(level: SecurityLevel) = when (level) {
        SecurityLevel.SOFTWARE -> "In software: no hardware protection"
        SecurityLevel.TRUSTED_ENVIRONMENT -> "Trusted execution environment"
        SecurityLevel.SECURE_ELEMENT -> "Secure element"
    }

    private fun span(of: Duration): String = when {
        of.toDays() > 0 -> counted(of.toDays(), "day")
        of.toHours() > 0 -> counted(of.toHours(), "hour")
        of.toMinutes() > 0 -> counted(of.toMinutes(), "minute")
        else -> counted(of.seconds, "second")
    }

    private fun counted(number: Long, unit: String) = "$number $unit${if (number == 1L) "" else "s"}"

    private val ZONE = ZoneId.of("Asia/Shanghai")
    private val DATE = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH)
    private val TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH)
}
