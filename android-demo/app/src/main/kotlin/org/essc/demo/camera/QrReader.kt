// QR codes out of camera pictures, with ZXing.
package org.essc.demo.camera

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/**
 * The brightness of a picture, row by row: the Y plane that every camera gives.
 *
 * @property luma one byte a pixel
 * @property stride bytes from one row to the next, [width] or more
 */
class Frame(val luma: ByteArray, val width: Int, val height: Int, val stride: Int = width)

/** Reads one code at a time; not to be shared between threads. */
class QrReader {
    private val reader = QRCodeReader()

    /** The text of the code in the picture; none when there is none that can be read. */
    fun read(frame: Frame): String? {
        val source = PlanarYUVLuminanceSource(
            frame.luma, frame.stride, frame.height, 0, 0, frame.width, frame.height, false,
        )
        // A light code on a dark ground is tried too: dark themes of other apps show such.
        return attempt(source) ?: attempt(source.invert())
    }

    private fun attempt(source: LuminanceSource): String? = try {
        reader.decode(BinaryBitmap(HybridBinarizer(source)), HINTS).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }

    private companion object {
        val HINTS = mapOf(
            DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE),
            DecodeHintType.TRY_HARDER to true,
        )
    }
}
