// Small picture files: of at most 256 colours, which is more than these screens have to the eye.
package org.essc.demo.ui

import android.graphics.Bitmap
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO

internal object IndexedPng {
    /** A PNG of the picture's most frequent colours; the others become the one that is nearest. */
    fun of(bitmap: Bitmap): ByteArray {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val counts = HashMap<Int, Int>()
        for (pixel in pixels) counts.merge(pixel, 1, Int::plus)
        val colors = counts.entries.sortedWith(compareBy({ -it.value }, { it.key })).take(MOST).map { it.key }.toIntArray()
        val places = counts.keys.associateWith { color -> colors.indices.minBy { distance(colors[it], color) }.toByte() }
        val model = IndexColorModel(8, colors.size, colors, 0, false, -1, DataBuffer.TYPE_BYTE)
        val image = BufferedImage(bitmap.width, bitmap.height, BufferedImage.TYPE_BYTE_INDEXED, model)
        val raster = ByteArray(pixels.size) { places.getValue(pixels[it]) }
        image.raster.setDataElements(0, 0, bitmap.width, bitmap.height, raster)
        return ByteArrayOutputStream().also { ImageIO.write(image, "png", it) }.toByteArray()
    }

    private fun distance(one: Int, other: Int): Int = intArrayOf(16, 8, 0).sumOf { shift ->
        val step = (one shr shift and 0xFF) - (other shr shift and 0xFF)
        step * step
    }

    private const val MOST = 256
}
