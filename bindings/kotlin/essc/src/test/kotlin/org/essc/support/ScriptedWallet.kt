// A wallet that only makes codes, and counts them: for what shows codes.
package org.essc.support

import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger
import org.essc.CardId
import org.essc.Code
import org.essc.Disclosed
import org.essc.Profile
import org.essc.QrCode
import org.essc.SceneCode
import org.essc.VenueRequest
import org.essc.WalletInterface

/** Makes codes of one profile; [beforeEach] may block or throw. */
class ScriptedWallet(
    private val profile: Profile,
    private val rest: WalletInterface = unused(),
    private val beforeEach: () -> Unit = {},
) : WalletInterface by rest {
    private val made = AtomicInteger()

    /** Signatures made. */
    val signatures: Int get() = made.get()

    override fun present(card: CardId, scene: SceneCode, request: VenueRequest?): Code {
        beforeEach()
        return code(profile, made.incrementAndGet())
    }
}

/** A code of a made-up card; [number] tells it from others. */
fun code(profile: Profile, number: Int): Code {
    val now = Instant.ofEpochSecond(1_800_000_000)
    val discloses = Disclosed("440100", profile, emptyList(), null, null, null, null)
    return Code("SSC1:$number", QrCode(listOf(true), 1u, 1u), discloses, now, now.plusSeconds(60), 30u)
}

private fun unused(): WalletInterface = java.lang.reflect.Proxy.newProxyInstance(
    WalletInterface::class.java.classLoader,
    arrayOf(WalletInterface::class.java),
) { _, method, _ -> error("${method.name} is not scripted") } as WalletInterface
