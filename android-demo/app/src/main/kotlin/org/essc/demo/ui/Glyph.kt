// The app's few icons, drawn: sharp at every size, and in the colour of the words beside them.
package org.essc.demo.ui

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PixelFormat
import android.graphics.RectF
import android.graphics.drawable.Drawable
import kotlin.math.cos
import kotlin.math.sin
import org.essc.demo.presenter.Tone

/** An icon in a square of 24 units, in lines of 2 unless said otherwise. */
class Glyph(private val shape: Shape, color: Int, stroke: Float = 2f) : Drawable() {
    enum class Shape { CARD, SCAN, FINDER, LISTS, SETTINGS, BACK, ACCEPTED, REJECTED, UNREADABLE, WARNING, NOTE }

    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        this.color = color
        style = Paint.Style.STROKE
        strokeWidth = stroke
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }

    override fun draw(canvas: Canvas) {
        val side = minOf(bounds.width(), bounds.height()).toFloat()
        canvas.save()
        canvas.translate(bounds.left + (bounds.width() - side) / 2, bounds.top + (bounds.height() - side) / 2)
        canvas.scale(side / UNITS, side / UNITS)
        canvas.drawPath(PATHS.getValue(shape), paint)
        canvas.restore()
    }

    override fun setAlpha(alpha: Int) {
        paint.alpha = alpha
    }

    override fun setColorFilter(filter: ColorFilter?) {
        paint.colorFilter = filter
    }

    @Deprecated("Deprecated in Java")
    override fun getOpacity() = PixelFormat.TRANSLUCENT

    companion object {
        private const val UNITS = 24f

        /** Each tone has a shape: check in a circle, cross in an octagon, exclamation in a triangle, i in a circle. */
        fun of(tone: Tone): Shape = when (tone) {
            Tone.GOOD -> Shape.ACCEPTED
            Tone.BAD -> Shape.REJECTED
            Tone.CAUTION -> Shape.WARNING
            Tone.NEUTRAL -> Shape.NOTE
        }

        private val PATHS: Map<Shape, Path> = mapOf(
            Shape.CARD to Path().apply {
                addRoundRect(RectF(2f, 5f, 22f, 19f), 3f, 3f, Path.Direction.CW)
                line(2f, 10f, 22f, 10f)
                line(6f, 15f, 11f, 15f)
            },
            Shape.SCAN to Path().apply {
                corners()
                line(5f, 12f, 19f, 12f)
            },
            Shape.FINDER to Path().apply { corners() },
            Shape.LISTS to Path().apply {
                for (y in listOf(6f, 12f, 18f)) {
                    line(9f, y, 21f, y)
                    dot(4.5f, y)
                }
            },
            Shape.SETTINGS to Path().apply {
                for ((y, x) in listOf(6f to 15f, 12f to 8f, 18f to 16f)) {
                    line(3f, y, x - 2.4f, y)
                    line(x + 2.4f, y, 21f, y)
                    addCircle(x, y, 2.4f, Path.Direction.CW)
                }
            },
            Shape.BACK to Path().apply { polyline(14f, 5f, 7f, 12f, 14f, 19f) },
            Shape.ACCEPTED to Path().apply {
                addCircle(12f, 12f, 10f, Path.Direction.CW)
                polyline(7f, 12.5f, 10.5f, 16f, 17f, 8.5f)
            },
            Shape.REJECTED to Path().apply {
                polygon(8, 10.4f)
                line(8.5f, 8.5f, 15.5f, 15.5f)
                line(15.5f, 8.5f, 8.5f, 15.5f)
            },
            Shape.UNREADABLE to Path().apply {
                polyline(12f, 1.5f, 22.5f, 12f, 12f, 22.5f, 1.5f, 12f, 12f, 1.5f)
                moveTo(9f, 9.5f)
                cubicTo(9f, 5.5f, 15f, 5.5f, 15f, 9.5f)
                cubicTo(15f, 12f, 12f, 12f, 12f, 14.4f)
                dot(12f, 17.8f)
            },
            Shape.WARNING to Path().apply {
                polyline(12f, 2.5f, 22.5f, 21f, 1.5f, 21f, 12f, 2.5f)
                line(12f, 9.5f, 12f, 14.5f)
                dot(12f, 17.7f)
            },
            Shape.NOTE to Path().apply {
                addCircle(12f, 12f, 10f, Path.Direction.CW)
                line(12f, 11.5f, 12f, 16.5f)
                dot(12f, 7.6f)
            },
        )

        private fun Path.corners() {
            polyline(3f, 8f, 3f, 3f, 8f, 3f)
            polyline(16f, 3f, 21f, 3f, 21f, 8f)
            polyline(21f, 16f, 21f, 21f, 16f, 21f)
            polyline(8f, 21f, 3f, 21f, 3f, 16f)
        }

        /** As thick as the line, since the line's ends are round. */
        private fun Path.dot(x: Float, y: Float) = line(x, y, x, y + 0.01f)

        private fun Path.line(x1: Float, y1: Float, x2: Float, y2: Float) {
            moveTo(x1, y1)
            lineTo(x2, y2)
        }

        private fun Path.polyline(vararg points: Float) {
            moveTo(points[0], points[1])
            for (at in 2 until points.size step 2) lineTo(points[at], points[at + 1])
        }

        private fun Path.polygon(corners: Int, radius: Float) {
            for (corner in 0..corners) {
                val angle = Math.PI * (2 * corner + 1) / corners
                val (x, y) = 12 + radius * cos(angle).toFloat() to 12 + radius * sin(angle).toFloat()
                if (corner == 0) moveTo(x, y) else lineTo(x, y)
            }
            close()
        }
    }
}
