// Keys and secrets in files, for tills, gates and tests. No hardware protects them.
package org.essc

import java.io.File

/**
 * Keys of P-256 in memory, or in files that only their owner may read. **No hardware protection.**
 *
 * Signs deterministically (RFC 6979). A key made for [Authentication.EACH_USE] signs only with a prompt,
 * and asks nobody: there is no user to authenticate at a command line.
 */
public class SoftwareKeyStore private constructor(private val native: NativeSoftwareKeyStore) : KeyStore by native {
    /** Keys that live as long as this object. */
    public constructor() : this(NativeSoftwareKeyStore.inMemory())

    /**
     * Keys in files of [directory].
     *
     * @throws KeyStoreException [KeyStoreException.Unavailable] when the directory can't be made
     */
    @Throws(KeyStoreException::class)
    public constructor(directory: File) : this(NativeSoftwareKeyStore.inDirectory(directory))

    /** Makes a key dead for good, as a new fingerprint does on a phone. For tests and demonstrations. */
    public fun invalidate(alias: String): Unit = native.invalidate(alias)
}

/** Secrets in files that only their owner may read. **No hardware protection.** */
public class FileSecretStore private constructor(native: NativeFileSecretStore) : SecretStore by native {
    /**
     * Secrets in files of [directory].
     *
     * @throws SecretStoreException [SecretStoreException.Unavailable] when the directory can't be made
     */
    @Throws(SecretStoreException::class)
    public constructor(directory: File) : this(NativeFileSecretStore.inDirectory(directory))
}
