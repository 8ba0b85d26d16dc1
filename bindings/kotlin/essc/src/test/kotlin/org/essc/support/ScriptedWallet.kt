// A wallet that only makes codes, and counts them: for what shows codes.
package org.essc.support

import java.time.Duration
import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger
import org.essc.CardId
import org.essc.Code
import org.essc.Disclosed
import org.essc.IdDocumentKind
import org.essc.Profile
import org.essc.QrCode
import org.essc.Region
import org.essc.SceneCode
import org.essc.Wallet

/** Makes codes of one profile; [beforeEach] may wait or throw. */
class ScriptedWallet(
    private val profile: Profile,
    private val rest: Wallet = unused(),
    private val beforeEach: suspend () -> Unit = {},
) : Wallet by rest {
    private val made = AtomicInteger()

    /** Signatures made. */
    val signatures: Int get() = made.get()

    override suspend fun present(card: CardId, scene: SceneCode): Code {
        beforeEach()
        return code(profile, made.incrementAndGet())
    }
}

/** A code of a made-up card; [number] tells it from others. */
fun code(profile: Profile, number: Int): Code {
    val now = Instant.ofEpochSecond(1_800_000_000)
    val city = Region("440100")
    val discloses = when (profile) {
        Profile.VALIDITY -> Disclosed.Validity(city)
        Profile.ENTITLEMENT -> Disclosed.Entitlement(city, emptyList())
        Profile.MASKED -> Disclosed.Masked(city, IdDocumentKind.MAINLAND, "测**", "440***********0003")
        Profile.IDENTITY -> Disclosed.Identity(city, IdDocumentKind.MAINLAND, "测试甲", "440100196001010003", "A12345678")
    }
    return Code("SSC1:$number", QrCode(listOf(true), 1, 1), discloses, now, now.plusSeconds(60), Duration.ofSeconds(30))
}

private fun unused(): Wallet = java.lang.reflect.Proxy.newProxyInstance(
    Wallet::class.java.classLoader,
    arrayOf(Wallet::class.java),
) { _, method, _ -> error("${method.name} is not scripted") } as Wallet
