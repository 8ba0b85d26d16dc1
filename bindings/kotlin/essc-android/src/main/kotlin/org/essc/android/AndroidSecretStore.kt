// The vault's key, wrapped by a key that never leaves the device.
package org.essc.android

import android.content.Context
import android.util.AtomicFile
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException
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
        val key = keystore.secretKey(alias(name)) ?: return@told null
        open(name, key, sealed)
    }

    /**
     * Keeps a secret, replacing one of the same name.
     *
     * @throws SecretStoreException.Unavailable when it can't be kept; the old one still is
     */
    @Throws(SecretStoreException::class)
    override fun save(name: String, secret: ByteArray): Unit = told {
        val key = keystore.secretKey(alias(name)) ?: keystore.generateSecret(KeySpecs.wrapping(alias(name)))
        replace(file(name), seal(name, key, secret))
    }

    /**
     * Deletes a secret and its key; one that does not exist is deleted already.
     *
     * @throws SecretStoreException.Unavailable when the device can't
     */
    @Throws(SecretStoreException::class)
    override fun delete(name: String): Unit = told {
        keystore.delete(alias(name))
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

    private fun seal(name: String, key: SecretKey, secret: ByteArray): ByteArray {
        // Keystore chooses the nonce and would refuse ours.
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key) }
        cipher.updateAAD(name.toByteArray())
        val sealed = cipher.doFinal(secret)
        check(cipher.iv.size == NONCE)
        return byteArrayOf(VERSION) + cipher.iv + sealed
    }

    private fun open(name: String, key: SecretKey, sealed: ByteArray): ByteArray? {
        if (sealed.size < 1 + NONCE || sealed[0] != VERSION) return null
        val cipher = Cipher.getInstance(CIPHER)
        return try {
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 1, NONCE))
            cipher.updateAAD(name.toByteArray())
            cipher.doFinal(sealed, 1 + NONCE, sealed.size - 1 - NONCE)
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

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val VERSION: Byte = 1
        const val NONCE = 12
        const val TAG_BITS = 128
        val NAME = Regex("[a-z0-9][a-z0-9._-]{0,63}")
    }
}
