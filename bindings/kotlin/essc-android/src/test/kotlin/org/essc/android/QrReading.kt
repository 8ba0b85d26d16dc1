// QR pictures read by a decoder that isn't the encoder's.
package org.essc.android

import android.graphics.Bitmap
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.NotFoundException
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** The text of the QR code in a picture, or null when there is none. */
internal fun Bitmap.readQrCode(): String? {
    val pixels = IntArray(width * height)
    getPixels(pixels, 0, width, 0, 0, width, height)
    val picture = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(width, height, pixels)))
    return try {
        QRCodeReader().decode(picture, mapOf(DecodeHintType.TRY_HARDER to true)).text
    } catch (_: NotFoundException) {
        null
    }
}
