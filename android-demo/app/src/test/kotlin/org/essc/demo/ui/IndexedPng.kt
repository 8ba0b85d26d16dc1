// Small picture files: at most 256 colours, which is more than these screens have to the eye.
package org.essc.demo.ui

import android.graphics.Bitmap
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO

internal object IndexedPng {
    /** A PNG whose colours are rounded as finely as 256 of them allow. */
    fun of(bitmap: Bitmap): ByteArray {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val (rounded, colors) = (1..5).firstNotNullOf { lost ->
            val rounded = IntArray(pixels.size) { round(pixels[it], lost) }
            rounded.distinct().takeIf { it.size <= MOST }?.let { rounded to it }
        }
        val model = IndexColorModel(8, colors.size, colors.toIntArray(), 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE)
        val image = BufferedImage(bitmap.width, bitmap.height, BufferedImage.TYPE_BYTE_INDEXED, model)
        val places = colors.withIndex().associate { it.value to it.index.toByte() }
        val raster = ByteArray(pixels.size) { places.getValue(rounded[it]) }
        image.raster.setDataElements(0, 0, bitmap.width, bitmap.height, raster)
        return ByteArrayOutputStream().also { ImageIO.write(image, "png", it) }.toByteArray()
    }

    /** To the middle of each step, so that white and black move least. */
    private fun round(color: Int, lost: Int): Int {
        fun channel(shift: Int): Int {
            val value = color shr shift and 0xFF
            val step = 1 shl lost
            return ((value + step / 2) / step * step).coerceAtMost(0xFF) shl shift
        }
        return channel(16) or channel(8) or channel(0) or (0xFF shl 24)
    }

    private const val MOST = 256
}
