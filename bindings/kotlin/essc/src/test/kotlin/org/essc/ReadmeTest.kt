// The first lines of code that anybody reads, run against a real issuer.
package org.essc

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.essc.support.JcaKeyStore
import org.essc.support.Sandbox
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

// README begin
suspend fun showAndVerify(wallet: Wallet, gate: Verifier, offer: String, txCode: String, lists: SyncSource): Verdict {
    val card = wallet.enrol(offer, txCode)             // over the network, once
    gate.sync(lists)                                   // trust, revocations, scenes; once in a while

    val code = wallet.present(card, scene = 501)       // offline from here on: one signature
    println("${code.qr.width} modules, disclosing ${code.discloses}")
    return gate.verify(code.text, scene = 501)         // at a museum: valid or not, and nothing else
}
// README end

class ReadmeTest {
    @Test
    fun `the README's example does what it says`(@TempDir directory: Path) = Sandbox(directory).use { sandbox ->
        val secrets = FileSecretStore.inDirectory(directory.resolve("secrets").toString())
        val wallet = Wallet.open(sandbox.walletConfig("wallet"), Ports(JcaKeyStore(), secrets))
        val gate = sandbox.gate("gate")
        val (offer, txCode) = sandbox.enrolment("adult")
        val verdict = runBlocking { showAndVerify(wallet, gate, offer, txCode, sandbox.source()) }
        assertEquals(Outcome.ACCEPTED, verdict.outcome)
        gate.close()
        wallet.close()
    }

    @Test
    fun `what runs here is what the README shows`() {
        val readme = Files.readString(Path.of(System.getProperty("essc.readme")))
        val shown = readme.substringAfter("```kotlin\n").substringBefore("```")
        val source = Files.readString(Path.of("src/test/kotlin/org/essc/ReadmeTest.kt"))
        assertEquals(source.substringAfter("// README begin\n").substringBefore("// README end"), shown)
    }
}
