// A code that stays before the camera is judged once.
package org.essc.demo.presenter

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class SightTest {
    private val sight = Sight()

    @Test
    fun `a code that stays is news once`() {
        assertEquals("a", sight.next("a"))
        repeat(50) { assertNull(sight.next("a")) }
    }

    @Test
    fun `another code is news at once`() {
        sight.next("a")
        assertEquals("b", sight.next("b"))
        assertEquals("a", sight.next("a"))
    }

    @Test
    fun `a shaking hand is not a code that left`() {
        sight.next("a")
        repeat(3) { assertNull(sight.next(null)) }
        assertNull(sight.next("a"))
    }

    @Test
    fun `a code that left and comes back is news again`() {
        sight.next("a")
        repeat(8) { sight.next(null) }
        assertEquals("a", sight.next("a"))
    }

    @Test
    fun `when the next one is asked for, the same code is news`() {
        sight.next("a")
        sight.forget()
        assertEquals("a", sight.next("a"))
    }
}
