// QR codes out of camera pictures, with ZXing.
package org.essc.demo.camera

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.Result
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.multi.qrcode.QRCodeMultiReader
import com.google.zxing.qrcode.QRCodeReader

/**
 * The brightness of a picture, row by row: the Y plane that every camera gives.
 *
 * @property luma one byte a pixel
 * @property stride bytes from one row to the next, [width] or more
 */
class Frame(val luma: ByteArray, val width: Int, val height: Int, val stride: Int = width)

/**
 * Reads one code at a time; not to be shared between threads.
 *
 * ZXing's ordinary reader goes by the three likeliest corners of the whole picture. In about two of a
 * hundred of our codes, part of the data looks more like a corner than a corner does, and it fails on
 * every picture of that code. The reader for several codes tries other corners too.
 */
class QrReader {
    private val one = QRCodeReader()
    private val several = QRCodeMultiReader()

    /** The text of the code in the picture; none when there is none that can be read. */
    fun read(frame: Frame): String? {
        val source = PlanarYUVLuminanceSource(
            frame.luma, frame.stride, frame.height, 0, 0, frame.width, frame.height, false,
        )
        // A light code on a dark ground is tried too: dark themes of other apps show such.
        return attempt(source) ?: attempt(source.invert())
    }

    private fun attempt(source: LuminanceSource): String? {
        val picture = BinaryBitmap(HybridBinarizer(source))
        return text { one.decode(picture, HINTS) } ?: text { several.decodeMultiple(picture, HINTS).first() }
    }

    private fun text(read: () -> Result): String? = try {
        read().text
    } catch (_: ReaderException) {
        null
    }

    private companion object {
        val HINTS = mapOf(
            DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE),
            DecodeHintType.TRY_HARDER to true,
        )
    }
}
