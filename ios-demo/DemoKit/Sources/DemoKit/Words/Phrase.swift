// The texts of the app by their names in the String Catalog.

/// A text of the app. What it says in each language is in `Catalog/Localizable.xcstrings`, under the same
/// name, with a comment for translators.
public enum Phrase: String, CaseIterable, Sendable {
    // On every screen
    case appName, sandbox, sandboxShort, screenCaptured, back, close, tryAgain, refresh, reEnroll
    case otherInput, openSettings, noIssuer, working, upToDate, tabCards, tabScan, tabLists
    case tabSettings

    // Times and amounts
    case clockFast, clockSlow, justNow, ago, seconds, minutes, hours, days, datePattern, yuan

    // Welcome
    case welcomeTitle, welcomeLead, welcomeOffline, welcomeOfflineLead, welcomeDisclosure
    case welcomeDisclosureLead, welcomeKeys, welcomeKeysLead, welcomeWarning, welcomeStart

    // Enrol
    case enrollTitle, enrollLead, offerLabel, offerHint, paste, scanOffer, offeredBy, txCode
    case txCodeDigits, enroll, enrollWorking, enrollDone, enrollDoneLead, seeCards

    // Cards
    case cardsTitle, cardName, noCards, noCardsLead, ownCard, familyCard, offlineUntil, showCode
    case answerVenue, addCard, refreshing, stateActive, stateRefreshDue, stateExpired
    case stateSuspended, stateNeedsReEnrollment, functionsLabel, functionIdentity, functionQuery
    case functionMedical, functionTransit, functionPayment, functionDisbursement, functionSeparator

    // Code
    case codeTitle, pickScene, showNow, venueWillSee, venueSees, anotherScene, offline, codeOver
    case codeHidden, needsRequest, newCodeIn, hiddenIn, codePicture

    // What a code will tell
    case willDiscloseValidity, willDiscloseEntitlement, willDiscloseMasked, willDiscloseIdentity

    // What a code tells
    case disclosedSeparator, disclosedSentence, disclosedName, disclosedMainland
    case disclosedResidencePermit, disclosedForeignPermanentResident, disclosedPassport
    case disclosedCardNumber, disclosedValidCard, answerSenior60, answerSenior65, answerMinor
    case answerResident, answerDisability

    // Consent
    case consentTitle, asksYou, vouchedBy, place, forWhat, purpose, amount, answerBy, agree, decline

    // Scanner
    case scannerTitle, scannerHint, scene, nextScan, noLists, cameraDenied, cameraPicture
    case allowCamera, aimAtOffer, aimAtRequest, seen, basis, testCard, codeAge, statusAge, trustAge

    // Lists
    case listsTitle, listsLead, noListsYet, sync, importBundle, someListsFailed, validUntil, syncing
    case trustList, statusList, catalogue

    // Settings
    case settingsTitle, languageLabel, languageZh, languageEn, largePrint, largePrintLead
    case issuerLabel, issuerAddress, issuerRoot, save, issuerSaved, keysLabel, noKeys, keyGone
    case reEnrollLead, securitySoftware, securityTrustedEnvironment, securitySecureElement
    case provedSoftware, provedTrustedEnvironment, provedSecureElement, provedBoth, provedEveryday
    case provedIdentity, suitsSoftware, suitsTrustedEnvironment, suitsSecureElement, keptHere
    case provedForTests
}
