// Wrapped secrets on a simulated Android, over software keys.
package org.essc.android

import java.io.File
import java.security.ProviderException
import org.essc.SecretStoreException
import org.essc.contract.SecretStoreContract
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class AndroidSecretStoreTest {
    private val keystore = SoftwareKeystore()
    private val folder = File(RuntimeEnvironment.getApplication().noBackupFilesDir, "essc/secrets")
    private val secret = ByteArray(32) { it.toByte() }

    private fun store() = AndroidSecretStore(folder, keystore)

    @Test
    fun `the contract holds`() = SecretStoreContract(store()).holds()

    @Test
    fun `a secret outlives the process, and lies on the disk encrypted`() {
        store().save(NAME, secret)
        assertArrayEquals(secret, store().load(NAME))
        val written = folder.listFiles().orEmpty().single().readBytes()
        assertFalse(written.toList().windowed(8).any { it == secret.toList().take(8) })
    }

    @Test
    fun `a restored backup without its key has no secret, and takes a new one`() {
        store().save(NAME, secret)
        keystore.lose()
        assertEquals(null, store().load(NAME))
        store().save(NAME, secret)
        assertArrayEquals(secret, store().load(NAME))
    }

    @Test
    fun `a file of another key, cut short or changed is no secret`() {
        store().save(NAME, secret)
        val file = folder.listFiles().orEmpty().single()
        val whole = file.readBytes()
        val damaged = listOf(ByteArray(0), whole.copyOf(5), whole.copyOf(whole.size - 1), whole.clone().also { it[20] = (it[20] + 1).toByte() })
        for (bytes in damaged) {
            file.writeBytes(bytes)
            assertEquals(null, store().load(NAME))
        }
        file.writeBytes(whole)
        keystore.lose()
        keystore.generateSecret(KeySpecs.wrapping("essc-wrap.$NAME"))
        assertEquals(null, store().load(NAME))
    }

    @Test
    fun `one secret's file is not another's`() {
        store().save(NAME, secret)
        store().save("essc.other", ByteArray(32))
        File(folder, NAME).copyTo(File(folder, "essc.other"), overwrite = true)
        assertEquals(null, store().load("essc.other"))
    }

    @Test
    fun `a Keystore that fails is unavailable, and the secret stays`() {
        store().save(NAME, secret)
        keystore.lookup = ProviderException("made up")
        assertThrows(SecretStoreException.Unavailable::class.java) { store().load(NAME) }
        keystore.lookup = null
        assertTrue(secret.contentEquals(store().load(NAME)))
    }

    private companion object {
        const val NAME = "essc.vault"
    }
}
