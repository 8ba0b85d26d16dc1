// Every program in a README or a guide, run as it stands there against a real issuer.
package org.essc.documents

import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.essc.FileSecretStore
import org.essc.Outcome
import org.essc.WalletPorts
import org.essc.support.JcaKeyStore
import org.essc.support.Sandbox
import org.essc.support.openWallet
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

class DocumentsTest {
    @TempDir
    lateinit var directory: Path

    @ParameterizedTest
    @MethodSource("documents")
    fun `a document's program enrols a card, shows it and has it accepted`(document: String) = Sandbox(directory).use { sandbox ->
        val setting = Setting(directory, sandbox)
        runBlocking { programs.getValue(document)(setting) }
        assertEquals(Outcome.ACCEPTED, setting.verdict.outcome, "${setting.verdict.reasons}")
    }

    @Test
    fun `the library's README enrols a card, shows it and has it accepted`() = Sandbox(directory).use { sandbox ->
        val secrets = FileSecretStore(directory.resolve("secrets").toFile())
        openWallet(sandbox.walletConfig("wallet"), WalletPorts(JcaKeyStore(), secrets)).use { wallet ->
            sandbox.gate("gate").use { gate ->
                val (offer, txCode) = sandbox.enrollment("adult")
                val verdict = runBlocking { showAndVerify(wallet, gate, offer, txCode, sandbox.source()) }
                assertEquals(Outcome.ACCEPTED, verdict.outcome, "${verdict.reasons}")
            }
        }
    }

    @Test
    fun `both READMEs and both guides have a program`() {
        val expected = listOf("README.md", "README.zh-CN.md", "docs/integration.md", "docs/integration.zh-CN.md")
        assertTrue(programs.keys.containsAll(expected), "${programs.keys}")
    }

    private companion object {
        @JvmStatic
        fun documents() = programs.keys
    }
}
