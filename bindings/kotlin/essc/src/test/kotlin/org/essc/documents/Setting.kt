// What the programs in the documents find around them: an issuer, ports, and where things are kept.
package org.essc.documents

import java.nio.file.Path
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.essc.Clock
import org.essc.FileSecretStore
import org.essc.WalletPorts
import org.essc.Remember
import org.essc.UrlConnectionHttpClient
import org.essc.Verdict
import org.essc.Verifier
import org.essc.VerifierConfig
import org.essc.Wallet
import org.essc.WalletConfig
import org.essc.support.JcaKeyStore
import org.essc.support.ManualClock
import org.essc.support.Sandbox
import org.essc.support.openGate
import org.essc.support.openWallet

/** The names that a document may use without having made what they stand for. */
class Setting(private val directory: Path, private val sandbox: Sandbox) {
    private val enrollment = sandbox.enrollment("adult")
    private val source = sandbox.source()

    val text: String = enrollment.offer
    val offer: String = text
    val txCode: String = enrollment.txCode
    val trustListUrl: String = source.trustList
    val timeUrl: String? = source.time

    val keys = JcaKeyStore()
    val secrets: FileSecretStore = FileSecretStore(directory.resolve("secrets").toFile())
    val clock: Clock? = null
    val http = UrlConnectionHttpClient()
    val walletConfig: WalletConfig = sandbox.walletConfig("wallet")
    val wallet: Wallet by lazy { openWallet(walletConfig, WalletPorts(keys, secrets, clock, http)) }

    /** The set-up of a gate whose memory began a minute ago: one that is just made refuses the first codes (docs/protocol.md §6.3). */
    val gateConfig: VerifierConfig = sandbox.verifierConfig("gate").copy(remember = Remember.EVERYTHING).also { config ->
        openGate(config, ManualClock(Instant.now().minusSeconds(60))).close()
    }

    /** A gate that has its lists. */
    val verifier: Verifier by lazy { sandbox.gate("other gate").also { gate -> runBlocking { check(gate.sync(source).isComplete) } } }

    /** What a program came to. */
    lateinit var verdict: Verdict

    /** Shows a text to the user. */
    fun explain(text: String): Unit = error("nothing is to be explained: $text")
}
