// A verdict as vectors write it: docs/protocol.md §6.7.
package org.essc.support

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import java.time.Instant
import org.essc.Answer
import org.essc.Disclosed
import org.essc.Profile
import org.essc.Region
import org.essc.StatusEvidence
import org.essc.TrustEvidence
import org.essc.Verdict

/** Reads a whole verdict; the library's own type has no member that this leaves to chance. */
fun readVerdict(json: JsonObject): Verdict = json.readWhole {
    Verdict(
        outcome = constant(text("outcome")),
        reasons = texts("reasons").map { constant(it) },
        disclosed = nullable("disclosed") { readDisclosed(it.asJsonObject) },
        codeAgeS = nullable("code_age_s", JsonElement::getAsLong),
        trust = nullable("trust") { evidence ->
            evidence.asJsonObject.readWhole { TrustEvidence(constant(text("grade")), instant("as_of")) }
        },
        status = nullable("status") { evidence ->
            evidence.asJsonObject.readWhole {
                StatusEvidence(constant(text("grade")), instant("as_of"), constant(text("source")))
            }
        },
        guard = nullable("guard") { constant(it.asString) },
        suite = nullable("suite") { it.asInt },
        skewS = nullable("skew_s", JsonElement::getAsLong),
        test = member("test").asBoolean,
        asOf = nullable("as_of") { Instant.ofEpochSecond(it.asLong) },
    )
}

private fun readDisclosed(json: JsonObject): Disclosed = json.readWhole {
    val region = Region(text("region"))
    when (constant<Profile>(text("profile"))) {
        Profile.VALIDITY -> Disclosed.Validity(region)
        Profile.ENTITLEMENT ->
            Disclosed.Entitlement(region, optional("answers")?.asJsonArray?.map { constant<Answer>(it.asString) }.orEmpty())
        Profile.MASKED -> Disclosed.Masked(region, constant(text("kind")), text("name"), text("number"))
        Profile.IDENTITY ->
            Disclosed.Identity(region, constant(text("kind")), text("name"), text("number"), text("card_number"))
    }
}

private fun Members.instant(name: String) = Instant.ofEpochSecond(number(name))
