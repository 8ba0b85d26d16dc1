// What the SDK says as data, in the app's texts: states of cards, disclosures, functions, list names.
package org.essc.demo.words

import org.essc.Answer
import org.essc.CardFunction
import org.essc.CardState
import org.essc.Disclosed
import org.essc.IdDocumentKind
import org.essc.KeyProtection
import org.essc.ListName
import org.essc.Profile
import org.essc.SecurityLevel
import org.essc.demo.R

/** What a card is good for now. */
fun Words.state(state: CardState): String = text(
    when (state) {
        is CardState.Active -> R.string.state_active
        is CardState.RefreshDue -> R.string.state_refresh_due
        is CardState.Expired -> R.string.state_expired
        is CardState.Suspended -> R.string.state_suspended
        is CardState.NeedsReEnrollment -> R.string.state_needs_re_enrollment
    },
)

/** What holds a card's keys. */
fun Words.securityLevel(level: SecurityLevel): String = text(
    when (level) {
        SecurityLevel.SOFTWARE -> R.string.security_software
        SecurityLevel.TRUSTED_ENVIRONMENT -> R.string.security_trusted_environment
        SecurityLevel.SECURE_ELEMENT -> R.string.security_secure_element
    },
)

/** How the keys of a card are protected, as its issuer verified it: a line, or one for each key where they differ. */
fun Words.proved(everyday: KeyProtection?, identity: KeyProtection?): List<String> = if (everyday != null && everyday == identity) {
    listOf(text(R.string.proved_both, protection(everyday)))
} else {
    listOfNotNull(
        everyday?.let { text(R.string.proved_everyday, protection(it)) },
        identity?.let { text(R.string.proved_identity, protection(it)) },
    )
}

/** What a protection means where scenes ask for one. */
fun Words.suits(protection: KeyProtection): String = text(
    when (protection) {
        KeyProtection.SOFTWARE -> R.string.suits_software
        KeyProtection.TRUSTED_ENVIRONMENT -> R.string.suits_trusted_environment
        KeyProtection.SECURE_ELEMENT -> R.string.suits_secure_element
    },
)

private fun Words.protection(protection: KeyProtection) = text(
    when (protection) {
        KeyProtection.SOFTWARE -> R.string.proved_software
        KeyProtection.TRUSTED_ENVIRONMENT -> R.string.proved_trusted_environment
        KeyProtection.SECURE_ELEMENT -> R.string.proved_secure_element
    },
)

/** The name of the field for a transaction code of so many digits; of 0 when the offer doesn't say. */
fun Words.txCodeLabel(digits: Int): String =
    if (digits > 0) counted(R.plurals.tx_code_digits, digits.toLong()) else text(R.string.tx_code)

/** When a code was made. One from a clock that is ahead of this one was made just now. */
fun Words.codeAge(seconds: Long): String = text(R.string.code_age, seconds.coerceAtLeast(0))

/** How far an update of the lists is. */
fun Words.syncing(done: Int, total: Int, bytes: Long): String = text(R.string.syncing, done, total, bytes / 1024)

/** Before a code is made: what its profile tells a venue. */
fun Words.willDisclose(profile: Profile): String = text(
    when (profile) {
        Profile.VALIDITY -> R.string.will_disclose_validity
        Profile.ENTITLEMENT -> R.string.will_disclose_entitlement
        Profile.MASKED -> R.string.will_disclose_masked
        Profile.IDENTITY -> R.string.will_disclose_identity
    },
)

/** Beside a code: what it tells a venue, the values included. */
fun Words.disclosed(what: Disclosed): String =
    text(R.string.disclosed_sentence, facts(what).joinToString(text(R.string.disclosed_separator)).capitalized())

/** What a venue sees, line by line. */
fun Words.lines(what: Disclosed): List<String> = facts(what).map { it.capitalized() }

private fun Words.facts(what: Disclosed): List<String> = buildList {
    when (what) {
        is Disclosed.Validity -> Unit
        is Disclosed.Entitlement -> what.answers.forEach { add(answer(it)) }
        is Disclosed.Masked -> addAll(holder(what.name, what.kind, what.number))
        is Disclosed.Identity -> {
            addAll(holder(what.name, what.kind, what.number))
            add(text(R.string.disclosed_card_number, what.cardNumber))
        }
    }
    add(text(R.string.disclosed_valid_card, what.region.name(language)))
}

private fun Words.holder(name: String, kind: IdDocumentKind, number: String) =
    listOf(text(R.string.disclosed_name, name), document(kind, number))

private fun Words.document(kind: IdDocumentKind, number: String) = text(
    when (kind) {
        IdDocumentKind.MAINLAND -> R.string.disclosed_mainland
        IdDocumentKind.RESIDENCE_PERMIT -> R.string.disclosed_residence_permit
        IdDocumentKind.FOREIGN_PERMANENT_RESIDENT -> R.string.disclosed_foreign_permanent_resident
        IdDocumentKind.PASSPORT -> R.string.disclosed_passport
    },
    number,
)

private fun Words.answer(answer: Answer) = text(
    when (answer) {
        Answer.SENIOR60 -> R.string.answer_senior_60
        Answer.SENIOR65 -> R.string.answer_senior_65
        Answer.MINOR -> R.string.answer_minor
        Answer.RESIDENT -> R.string.answer_resident
        Answer.DISABILITY -> R.string.answer_disability
    },
)

/** The functions loaded on a card. */
fun Words.functionNames(functions: List<CardFunction>): String =
    functions.joinToString(text(R.string.function_separator)) { function ->
        text(
            when (function) {
                CardFunction.IDENTITY -> R.string.function_identity
                CardFunction.QUERY -> R.string.function_query
                CardFunction.MEDICAL -> R.string.function_medical
                CardFunction.TRANSIT -> R.string.function_transit
                CardFunction.PAYMENT -> R.string.function_payment
                CardFunction.DISBURSEMENT -> R.string.function_disbursement
            },
        )
    }.capitalized()

/** What a list is called on the lists screen. */
fun Words.listName(list: ListName): String = when (list) {
    is ListName.TrustList -> text(R.string.trust_list)
    is ListName.StatusList -> text(R.string.status_list, list.region.name(language), list.number.toLong())
    is ListName.Catalogue -> text(R.string.catalogue, list.region.name(language))
}

/** The start of a sentence or of a line. */
private fun String.capitalized() = replaceFirstChar(Char::uppercaseChar)
