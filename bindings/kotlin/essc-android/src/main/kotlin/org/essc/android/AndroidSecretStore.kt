// The wallet's secrets, wrapped by keys that never leave the device.
package org.essc.android

import android.content.Context
import android.util.AtomicFile
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.SecureRandom
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.essc.SecretStore
import org.essc.SecretStoreException

/**
 * Secrets in files of the app's no-backup folder, each encrypted with AES-256-GCM under a key of its
 * own in Android Keystore.
 *
 * Each [save] makes a new key and deletes the last one, so that an old copy of a file opens nothing:
 * whoever copies the app's files and puts them back, as a maker's backup on the same phone does, can't
 * bring a secret back that was replaced.
 *
 * Files can come back without their key: on another phone, from a maker's own backup, after the app's
 * data were moved. Such a secret is lost and [load] says that there is none, so that the wallet walks
 * its way to a new card. A file is replaced whole or not at all.
 */
public class AndroidSecretStore internal constructor(
    private val folder: File,
    private val keystore: Keystore,
) : SecretStore {
    /** Secrets of this app on this device. */
    public constructor(context: Context) : this(File(context.noBackupFilesDir, "essc/secrets"), PlatformKeystore)

    /**
     * The secret of this name; null when there is none, or when it can't be told ever again.
     *
     * @throws SecretStoreException.Unavailable when the device can't tell it now
     */
    @Throws(SecretStoreException::class)
    override fun load(name: String): ByteArray? = told {
        val sealed = try {
            file(name).readFully()
        } catch (_: FileNotFoundException) {
            return@told null
        }
        val key = keyOf(sealed)?.let { keystore.secretKey(alias(name) + it) } ?: return@told null
        open(name, key, sealed)
    }

    /**
     * Keeps a secret, replacing one of the same name.
     *
     * @throws SecretStoreException.Unavailable when it can't be kept; the old one still is
     */
    @Throws(SecretStoreException::class)
    override fun save(name: String, secret: ByteArray): Unit = told {
        val file = file(name)
        val id = ByteArray(KEY_ID).also(SecureRandom()::nextBytes)
        val current = alias(name) + suffix(id)
        replace(file, seal(name, keystore.generateSecret(KeySpecs.wrapping(current)), id, secret))
        // Also one that a kill at this place left behind the last time.
        for (alias in aliases(name)) if (alias != current) keystore.delete(alias)
    }

    /**
     * Deletes a secret and its key; one that does not exist is deleted already.
     *
     * @throws SecretStoreException.Unavailable when the device can't
     */
    @Throws(SecretStoreException::class)
    override fun delete(name: String): Unit = told {
        aliases(name).forEach(keystore::delete)
        file(name).delete()
    }

    /** One at a time: two threads must not each make a key. */
    @Synchronized
    private fun <T> told(call: () -> T): T = try {
        call()
    } catch (fault: GeneralSecurityException) {
        throw unavailable(fault)
    } catch (fault: ProviderException) {
        throw unavailable(fault)
    } catch (fault: IOException) {
        throw unavailable(fault)
    }

    /** Classes only: messages name files and aliases. */
    private fun unavailable(fault: Exception) = SecretStoreException.Unavailable(fault.javaClass.simpleName)

    private fun seal(name: String, key: SecretKey, id: ByteArray, secret: ByteArray): ByteArray {
        // Keystore chooses the nonce and would refuse ours.
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key) }
        cipher.updateAAD(name.toByteArray())
        val sealed = cipher.doFinal(secret)
        check(cipher.iv.size == NONCE)
        return byteArrayOf(VERSION) + id + cipher.iv + sealed
    }

    private fun open(name: String, key: SecretKey, sealed: ByteArray): ByteArray? {
        val start = if (sealed[0] == VERSION) 1 + KEY_ID else 1
        if (sealed.size < start + NONCE) return null
        val cipher = Cipher.getInstance(CIPHER)
        return try {
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, start, NONCE))
            cipher.updateAAD(name.toByteArray())
            cipher.doFinal(sealed, start + NONCE, sealed.size - start - NONCE)
        } catch (_: AEADBadTagException) {
            // Of another key, or changed: nobody can ever open it.
            null
        }
    }

    private fun replace(file: AtomicFile, bytes: ByteArray) {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        val stream = file.startWrite()
        try {
            stream.write(bytes)
        } catch (broken: IOException) {
            file.failWrite(stream)
            throw broken
        }
        file.finishWrite(stream)
    }

    private fun file(name: String): AtomicFile {
        if (!NAME.matches(name)) throw SecretStoreException.Unavailable("a name that is no file's")
        return AtomicFile(File(folder, name))
    }

    /** Apart from the aliases of device keys, which start with `essc.`. */
    private fun alias(name: String) = "essc-wrap.$name"

    /** What the alias of a file's key has after the secret's name; null when it is no file of this class. */
    private fun keyOf(sealed: ByteArray): String? = when {
        sealed.isEmpty() -> null
        sealed[0] == FIRST_VERSION -> ""
        sealed[0] != VERSION || sealed.size < 1 + KEY_ID -> null
        else -> suffix(sealed.copyOfRange(1, 1 + KEY_ID))
    }

    private fun suffix(id: ByteArray) = "#" + id.joinToString("") { "%02x".format(it) }

    /** Of every key that a secret ever had and that is still there. */
    private fun aliases(name: String) =
        keystore.aliases(alias(name)).filter { it == alias(name) || it.startsWith(alias(name) + "#") }

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val VERSION: Byte = 2

        /** Its files do not name their key: there was one for each secret. */
        const val FIRST_VERSION: Byte = 1
        const val KEY_ID = 8
        const val NONCE = 12
        const val TAG_BITS = 128
        val NAME = Regex("[a-z0-9][a-z0-9._-]{0,63}")
    }
}
