// Every text of the app, once for each language. What the SDK says, it says itself.

import Essc
import Foundation

/// A title, and a sentence below it.
public struct WelcomePoint: Sendable, Equatable {
    /// A few words.
    public let title: String
    /// A sentence.
    public let lead: String
}

/// The texts of one language. A missing one does not compile.
public protocol Words: Sendable {
    var language: Language { get }

    // Everywhere
    var appName: String { get }
    var sandbox: String { get }
    var sandboxShort: String { get }
    var screenCaptured: String { get }
    var back: String { get }
    var close: String { get }
    var tryAgain: String { get }
    var refresh: String { get }
    var reEnroll: String { get }
    var otherInput: String { get }
    var openSettings: String { get }
    var noIssuer: String { get }
    var working: String { get }
    var upToDate: String { get }
    var tabCards: String { get }
    var tabScan: String { get }
    var tabLists: String { get }
    var tabSettings: String { get }
    func clockOff(_ skewS: Int) -> String
    func date(_ at: Date) -> String
    func time(_ at: Date) -> String
    func age(_ age: TimeInterval) -> String
    func yuan(_ fen: Int) -> String

    // Welcome
    var welcomeTitle: String { get }
    var welcomeLead: String { get }
    var welcomePoints: [WelcomePoint] { get }
    var welcomeWarning: String { get }
    var welcomeStart: String { get }

    // Enrol
    var enrollTitle: String { get }
    var enrollLead: String { get }
    var offerLabel: String { get }
    var offerHint: String { get }
    var paste: String { get }
    var scanOffer: String { get }
    func offeredBy(_ issuer: String) -> String
    func txCodeLabel(_ digits: Int) -> String
    var enroll: String { get }
    var enrollWorking: String { get }
    var enrollDone: String { get }
    var enrollDoneLead: String { get }
    var seeCards: String { get }

    // Cards
    var cardsTitle: String { get }
    var cardName: String { get }
    var noCards: String { get }
    var noCardsLead: String { get }
    var ownCard: String { get }
    var familyCard: String { get }
    var offlineUntil: String { get }
    var showCode: String { get }
    var answerVenue: String { get }
    var addCard: String { get }
    var refreshing: String { get }
    func state(_ state: CardState) -> String
    var functionsLabel: String { get }

    // Code
    var codeTitle: String { get }
    var pickScene: String { get }
    var showNow: String { get }
    var venueWillSee: String { get }
    var venueSees: String { get }
    var anotherScene: String { get }
    var offline: String { get }
    var codeOver: String { get }
    var codeHidden: String { get }
    var needsRequest: String { get }
    func newCodeIn(_ seconds: Int) -> String
    func hiddenIn(_ seconds: Int) -> String
    func codePicture(_ scene: String) -> String

    // Consent
    var consentTitle: String { get }
    var asksYou: String { get }
    var vouchedBy: String { get }
    var place: String { get }
    var forWhat: String { get }
    var purpose: String { get }
    var amount: String { get }
    var answerBy: String { get }
    var agree: String { get }
    var decline: String { get }

    // Scanner
    var scannerTitle: String { get }
    var scannerHint: String { get }
    var scene: String { get }
    var nextScan: String { get }
    var noLists: String { get }
    var cameraDenied: String { get }
    var cameraPicture: String { get }
    var allowCamera: String { get }
    var aimAtOffer: String { get }
    var aimAtRequest: String { get }
    var seen: String { get }
    var basis: String { get }
    var testCard: String { get }
    func codeAge(_ seconds: Int) -> String
    func statusAge(_ freshness: String, age: String) -> String
    func trustAge(_ freshness: String, age: String) -> String

    // Lists
    var listsTitle: String { get }
    var listsLead: String { get }
    var noListsYet: String { get }
    var sync: String { get }
    var importBundle: String { get }
    var someListsFailed: String { get }
    func validUntil(_ date: String) -> String
    func syncing(_ done: Int, total: Int, bytes: Int) -> String

    // Settings
    var settingsTitle: String { get }
    var languageLabel: String { get }
    var largePrint: String { get }
    var largePrintLead: String { get }
    var issuerLabel: String { get }
    var issuerAddress: String { get }
    var issuerRoot: String { get }
    var save: String { get }
    var issuerSaved: String { get }
    var keysLabel: String { get }
    var noKeys: String { get }
    var keyGone: String { get }
    var reEnrollLead: String { get }
    func securityLevel(_ level: SecurityLevel) -> String
}

extension Words {
    /// What the SDK gives in both languages.
    public func of(_ text: Localized) -> String {
        language == .zh ? text.zh : text.en
    }

    /// Fen as yuan, two digits after the point.
    func decimal(_ fen: Int) -> String {
        let cents = fen % 100
        return "\(fen / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// How many seconds a clock is off, to the nearest minute: it is measured across a network, and a
    /// second less is no other news.
    func rounded(_ skewS: Int) -> Int {
        let off = abs(skewS)
        return off < 60 ? off : (off + 30) / 60 * 60
    }
}

extension Language {
    /// The texts of the app in this language.
    public var words: any Words {
        self == .zh ? Zh() : En()
    }
}
