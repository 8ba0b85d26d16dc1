// The contract of SecretStore against the library's own, seen through the interface.
package org.essc.contract

import java.nio.file.Path
import org.essc.FileSecretStore
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class SecretStoreContractTest {
    @Test
    fun `the library's secrets in files keep the contract`(@TempDir directory: Path) =
        SecretStoreContract(FileSecretStore(directory.toFile())).holds()
}
