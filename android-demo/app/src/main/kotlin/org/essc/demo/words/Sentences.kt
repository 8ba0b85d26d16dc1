// Sentences put together from what the SDK says as data: disclosures, functions, list names.
package org.essc.demo.words

import org.essc.Answer
import org.essc.Disclosed
import org.essc.CardFunction
import org.essc.IdDocumentKind
import org.essc.Language
import org.essc.ListName
import org.essc.Profile

/** Before a code is made: what its profile tells a venue. */
fun Words.willDisclose(profile: Profile): String = pick(
    when (profile) {
        Profile.VALIDITY -> "只有：持有有效的社保卡，以及发卡城市。没有姓名和号码。" to
            "Only that you hold a valid card, and the city that issued it. No name, no number."
        Profile.ENTITLEMENT -> "只有：是否符合此处的优待条件，以及发卡城市。没有姓名和号码。" to
            "Only whether you are entitled here, and the city that issued the card. No name, no number."
        Profile.MASKED -> "遮住一部分的姓名和证件号，以及发卡城市。" to
            "Your name and document number with parts hidden, and the city that issued the card."
        Profile.IDENTITY -> "姓名、证件号、社保卡号和发卡城市，全部可见。" to
            "Your full name, document number, card number, and the city that issued the card."
    },
)

/** Beside a code: what it tells a venue, the values included. */
fun Words.disclosed(what: Disclosed): String =
    facts(what).joinToString(pick("，" to ", ")).replaceFirstChar(Char::uppercaseChar) + pick("。" to ".")

/** What a venue sees, line by line. */
fun Words.lines(what: Disclosed): List<String> = facts(what).map { it.replaceFirstChar(Char::uppercaseChar) }

private fun Words.facts(what: Disclosed): List<String> = buildList {
    when (what) {
        is Disclosed.Validity -> Unit
        is Disclosed.Entitlement -> what.answers.forEach { add(answer(it)) }
        is Disclosed.Masked -> addAll(holder(what.name, what.kind, what.number))
        is Disclosed.Identity -> {
            addAll(holder(what.name, what.kind, what.number))
            add(pick("社保卡号 ${what.cardNumber}" to "card number ${what.cardNumber}"))
        }
    }
    val city = what.region.name(language)
    add(pick("${city}的有效社保卡" to "valid card of $city"))
}

private fun Words.holder(name: String, kind: IdDocumentKind, number: String) =
    listOf(pick("姓名 $name" to "name $name"), "${kind(kind)} $number")

private fun Words.kind(kind: IdDocumentKind) = pick(
    when (kind) {
        IdDocumentKind.MAINLAND -> "身份证号" to "ID number"
        IdDocumentKind.RESIDENCE_PERMIT -> "居住证号" to "residence permit"
        IdDocumentKind.FOREIGN_PERMANENT_RESIDENT -> "永久居留证号" to "permanent residence card"
        IdDocumentKind.PASSPORT -> "护照号" to "passport"
    },
)

private fun Words.answer(answer: Answer) = pick(
    when (answer) {
        Answer.SENIOR60 -> "年满 60 岁" to "60 or older"
        Answer.SENIOR65 -> "年满 65 岁" to "65 or older"
        Answer.MINOR -> "未成年人" to "a minor"
        Answer.RESIDENT -> "本市居民" to "a resident of the city"
        Answer.DISABILITY -> "持残疾人证" to "holds a disability certificate"
    },
)

/** The functions loaded on a card. */
fun Words.functionNames(functions: List<CardFunction>): String = functions.joinToString(pick("、" to ", ")) { function ->
    pick(
        when (function) {
            CardFunction.IDENTITY -> "身份凭证" to "identity"
            CardFunction.QUERY -> "信息查询" to "queries"
            CardFunction.MEDICAL -> "就医购药" to "medical"
            CardFunction.TRANSIT -> "交通出行" to "transit"
            CardFunction.PAYMENT -> "支付缴费" to "payments"
            CardFunction.DISBURSEMENT -> "待遇领取" to "benefits"
        },
    )
}.replaceFirstChar(Char::uppercaseChar)

/** What a list is called on the lists screen. */
fun Words.listName(list: ListName): String = when (list) {
    is ListName.TrustList -> pick("信任列表" to "Trust list")
    is ListName.StatusList -> "${list.region.name(language)} · " +
        pick("卡状态 ${list.number}" to "card status ${list.number}")
    is ListName.Catalogue -> "${list.region.name(language)} · " + pick("应用目录" to "catalogue")
}

private fun Words.pick(text: Pair<String, String>) = if (language == Language.ZH) text.first else text.second
