// Wrapped secrets on a simulated Android, over software keys.
package org.essc.android

import java.io.File
import java.security.ProviderException
import javax.crypto.Cipher
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
    fun `an old copy of a secret's file brings no replaced secret back`() {
        store().save(NAME, secret)
        store().save("$NAME.2", secret)
        val copy = File(folder, NAME).readBytes()
        store().save(NAME, ByteArray(32))
        File(folder, NAME).writeBytes(copy)
        assertEquals(null, store().load(NAME))
        assertArrayEquals(secret, store().load("$NAME.2"))
        assertEquals("one key for each secret", 2, keystore.aliases.size)
        store().delete(NAME)
        store().delete("$NAME.2")
        assertEquals(emptySet<String>(), keystore.aliases)
    }

    @Test
    fun `what is killed between two steps of a save leaves the old secret or the new one`() {
        store().save(NAME, secret)
        // Killed before the file is written: a key that nothing is sealed with.
        keystore.generateSecret(KeySpecs.wrapping("essc-wrap.$NAME#0123456789abcdef"))
        assertArrayEquals(secret, store().load(NAME))
        store().save(NAME, ByteArray(32))
        assertArrayEquals(ByteArray(32), store().load(NAME))
        assertEquals(1, keystore.aliases.size)
    }

    @Test
    fun `a secret of the first version, whose file names no key, is read and replaced`() {
        val alias = "essc-wrap.$NAME"
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.ENCRYPT_MODE, keystore.generateSecret(KeySpecs.wrapping(alias)))
        cipher.updateAAD(NAME.toByteArray())
        folder.mkdirs()
        File(folder, NAME).writeBytes(byteArrayOf(1) + cipher.doFinal(secret).let { cipher.iv + it })
        assertArrayEquals(secret, store().load(NAME))
        store().save(NAME, ByteArray(32))
        assertArrayEquals(ByteArray(32), store().load(NAME))
        assertFalse(alias in keystore.aliases)
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
