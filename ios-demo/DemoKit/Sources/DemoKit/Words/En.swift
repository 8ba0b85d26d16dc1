// English.

import Essc
import Foundation

/// English.
struct En: Words {
    let language = Language.en

    let appName = "e-Social Security Card"
    let sandbox = "Sandbox demo · these cards are valid nowhere"
    let sandboxShort = "Demo, not valid"
    let screenCaptured =
        "Nothing is shown while this screen is recorded or mirrored. End that to go on."
    let back = "Back"
    let close = "Got it"
    let tryAgain = "Try again"
    let refresh = "Update now"
    let reEnroll = "Enrol again"
    let otherInput = "Use another"
    let openSettings = "Open settings"
    let noIssuer = "No issuer is set yet. Enter its address and root key in Settings."
    let working = "Please wait…"
    let upToDate = "Up to date"
    let tabCards = "Cards"
    let tabScan = "Verify"
    let tabLists = "Lists"
    let tabSettings = "Settings"
    func clockOff(_ skewS: Int) -> String {
        let way = skewS > 0 ? "fast" : "slow"
        return "This phone's clock is \(span(rounded(skewS))) \(way). "
            + "Turn on automatic time in the system settings."
    }
    func date(_ at: Date) -> String {
        let day = ChinaTime(at)
        return "\(day.day) \(Self.months[day.month - 1]) \(day.year), \(day.minutes)"
    }
    func time(_ at: Date) -> String { ChinaTime(at).seconds }
    func age(_ age: TimeInterval) -> String { age < 60 ? "just now" : "\(span(Int(age))) ago" }
    func yuan(_ fen: Int) -> String { "CNY \(decimal(fen))" }

    let welcomeTitle = "Your social security card, on your phone"
    let welcomeLead = "Show a code and go. It works without a network."
    let welcomePoints = [
        WelcomePoint(title: "Works offline", lead: "Neither showing nor verifying needs a network"),
        WelcomePoint(
            title: "Tells only what is needed",
            lead: "You read what a venue will see before you show it"),
        WelcomePoint(
            title: "Nobody can copy it", lead: "Its keys are locked in this phone's secure hardware"
        ),
    ]
    let welcomeWarning = "This is a demo. Sandbox cards and people are made up, and valid nowhere."
    let welcomeStart = "Get started"

    let enrollTitle = "Enrol"
    let enrollLead = "Paste or scan the offer that your issuer gave you."
    let offerLabel = "Offer"
    let offerHint = "openid-credential-offer://…"
    let paste = "Paste"
    let scanOffer = "Scan an offer"
    func offeredBy(_ issuer: String) -> String { "Issuer: \(issuer)" }
    func txCodeLabel(_ digits: Int) -> String {
        digits > 0 ? "Transaction code (\(digits) digits)" : "Transaction code"
    }
    let enroll = "Enrol this card"
    let enrollWorking = "Making keys and fetching the card. Please wait…"
    let enrollDone = "Your card is here"
    let enrollDoneLead = "It is on this phone now and works without a network."
    let seeCards = "See my cards"

    let cardsTitle = "My cards"
    let cardName = "Social security card"
    let noCards = "No cards yet"
    let noCardsLead = "Ask your issuer for an offer, scan it, and the card is yours."
    let ownCard = "Mine"
    let familyCard = "Carried for family"
    let offlineUntil = "Works offline until"
    let showCode = "Show code"
    let answerVenue = "Scan a venue's code"
    let addCard = "Enrol a card"
    let refreshing = "Updating…"
    func state(_ state: CardState) -> String {
        switch state {
        case .active: "Active"
        case .refreshDue: "Active, update due"
        case .expired: "Expired"
        case .suspended: "Reported lost"
        case .needsReEnrollment: "Enrol again"
        }
    }
    let functionsLabel = "Functions"

    let codeTitle = "Show code"
    let pickScene = "Where will you use it?"
    let showNow = "Show the code"
    let venueWillSee = "The venue will see"
    let venueSees = "The venue sees"
    let anotherScene = "Another place"
    let offline = "No network right now. The code works all the same."
    let codeOver = "This code is put away. Show it again when you need it."
    let codeHidden = "Code hidden"
    let needsRequest = "Scan the venue's code first"
    func newCodeIn(_ seconds: Int) -> String { "New code in \(seconds) s" }
    func hiddenIn(_ seconds: Int) -> String { "Put away in \(seconds) s" }
    func codePicture(_ scene: String) -> String {
        "QR code for “\(scene)”. Hold it to the scanner."
    }

    let consentTitle = "Please confirm"
    let asksYou = "asks you"
    let vouchedBy = "Vouched for by"
    let place = "Place"
    let forWhat = "For"
    let purpose = "Purpose"
    let amount = "Amount"
    let answerBy = "Answer by"
    let agree = "Agree and show code"
    let decline = "Decline"

    let scannerTitle = "Verify"
    let scannerHint = "WelcomePoint at the code on the holder's phone"
    let scene = "Scene"
    let nextScan = "Next scan"
    let noLists = "Nothing can be verified without lists. Update once under “Lists”."
    let cameraDenied = "Codes can't be scanned without the camera."
    let cameraPicture = "Camera picture"
    let allowCamera = "Allow the camera"
    let aimAtOffer = "WelcomePoint at the offer's code"
    let aimAtRequest = "WelcomePoint at the venue's code"
    let seen = "You may see"
    let basis = "Based on"
    let testCard = "Sandbox card, not legally valid"
    func codeAge(_ seconds: Int) -> String { "Code made \(max(seconds, 0)) s ago" }
    func statusAge(_ freshness: String, age: String) -> String {
        "Card status: \(freshness) (\(age))"
    }
    func trustAge(_ freshness: String, age: String) -> String {
        "Trust list: \(freshness) (\(age))"
    }

    let listsTitle = "Lists"
    let listsLead = "Verifying rests on these lists and needs no network."
    let noListsYet = "No lists yet. Update once online, or import a bundle."
    let sync = "Update now"
    let importBundle = "Import a bundle"
    let someListsFailed = "Some lists could not be updated. Try again later."
    func validUntil(_ date: String) -> String { "Valid until \(date)" }
    func syncing(_ done: Int, total: Int, bytes: Int) -> String {
        "\(done) of \(total) done, \(bytes / 1024) KB"
    }

    let settingsTitle = "Settings"
    let languageLabel = "Language 语言"
    let largePrint = "Large print"
    let largePrintLead = "Larger letters, larger buttons"
    let issuerLabel = "Issuer"
    let issuerAddress = "Address"
    let issuerRoot = "Root key (JWK)"
    let save = "Save"
    let issuerSaved = "Saved"
    let keysLabel = "Where keys are kept"
    let noKeys = "Once you have a card, this says how its keys are kept."
    let keyGone = "The key is gone"
    let reEnrollLead = "After a new face or fingerprint, a restored backup, or trouble with a card"
    func securityLevel(_ level: SecurityLevel) -> String {
        switch level {
        case .software: "In software: no hardware protection"
        case .trustedEnvironment: "Trusted execution environment"
        case .secureElement: "Secure Enclave"
        }
    }

    private func span(_ seconds: Int) -> String {
        switch seconds {
        case 86_400...: counted(seconds / 86_400, "day")
        case 3600...: counted(seconds / 3600, "hour")
        case 60...: counted(seconds / 60, "minute")
        default: counted(seconds, "second")
        }
    }

    private func counted(_ number: Int, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
