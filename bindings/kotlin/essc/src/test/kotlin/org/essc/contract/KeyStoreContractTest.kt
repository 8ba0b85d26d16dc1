// The contract of KeyStore against every implementation that runs on this machine.
package org.essc.contract

import java.nio.file.Path
import org.essc.SoftwareKeyStore
import org.essc.support.JcaKeyStore
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class KeyStoreContractTest {
    @Test
    fun `the library's keys in memory keep the contract`() =
        KeyStoreContract(SoftwareKeyStore()).holds()

    @Test
    fun `the library's keys in files keep the contract`(@TempDir directory: Path) =
        KeyStoreContract(SoftwareKeyStore(directory.toFile())).holds()

    @Test
    fun `the tests' own keys keep the contract`() = KeyStoreContract(JcaKeyStore()).holds()
}
