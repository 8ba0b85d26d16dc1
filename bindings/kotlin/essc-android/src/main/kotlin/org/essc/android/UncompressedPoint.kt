// A public key as the core takes it.
package org.essc.android

import java.math.BigInteger
import java.security.interfaces.ECPublicKey

internal object UncompressedPoint {
    private const val COORDINATE = 32

    /** A key of P-256 as SEC 1 §2.3.3 writes it uncompressed: 04, x, y, 65 bytes. */
    fun of(key: ECPublicKey): ByteArray = byteArrayOf(4) + fixed(key.w.affineX) + fixed(key.w.affineY)

    /** Big-endian in 32 bytes: Java writes a sign in front and leaves zeros out. */
    private fun fixed(number: BigInteger): ByteArray {
        val bytes = number.toByteArray()
        val digits = bytes.dropWhile { it == 0.toByte() }.toByteArray()
        require(digits.size <= COORDINATE) { "not a key of P-256" }
        return ByteArray(COORDINATE - digits.size) + digits
    }
}
