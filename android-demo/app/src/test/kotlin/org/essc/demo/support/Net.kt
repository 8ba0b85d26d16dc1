// HTTP over the client that the app ships with, with faults where a test wants them.
package org.essc.demo.support

import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import org.essc.HttpClient
import org.essc.HttpRequest
import org.essc.HttpResponse
import org.essc.UrlConnectionHttpClient

/** Hands every request on, unless [fault] answers it or throws. */
class Net(private val real: HttpClient = UrlConnectionHttpClient()) : HttpClient {
    /** Null from it: nothing is wrong with this request. */
    @Volatile
    var fault: ((HttpRequest) -> HttpResponse?)? = null

    /** All that was asked for. */
    val asked: MutableList<HttpRequest> = CopyOnWriteArrayList()

    override fun send(request: HttpRequest): HttpResponse {
        asked += request
        return fault?.invoke(request) ?: real.send(request)
    }

    /** The server takes requests and does not answer until the test lets it. */
    fun slow() = Slowness().also { slowness ->
        fault = {
            slowness.hold()
            null
        }
    }

    /** Every answer is this one. */
    fun lies(status: Int, type: String, body: String) {
        fault = { HttpResponse(status, listOf(org.essc.HeaderField("content-type", type)), body.encodeToByteArray()) }
    }

    fun works() {
        fault = null
    }
}

/** Requests that wait for an answer. */
class Slowness {
    private val arrived = CountDownLatch(1)
    private val released = CountDownLatch(1)

    internal fun hold() {
        arrived.countDown()
        released.await()
    }

    /** Waits until a request waits, while [main] does what leads to it. */
    fun awaitRequest(main: () -> Unit) {
        val hanging = System.nanoTime() + TimeUnit.MINUTES.toNanos(5)
        do {
            main()
            check(System.nanoTime() < hanging) { "nothing was asked of the server" }
        } while (!arrived.await(1, TimeUnit.MILLISECONDS))
    }

    fun end() = released.countDown()
}
