// HTTP over what every JVM and every Android has.
package org.essc

import java.io.IOException
import java.io.InputStream
import java.net.HttpRetryException
import java.net.HttpURLConnection
import java.net.MalformedURLException
import java.net.SocketTimeoutException
import java.net.URL
import java.time.Duration
import java.util.concurrent.ExecutionException
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import kotlin.concurrent.thread

/**
 * An [HttpClient] over [HttpURLConnection], for Android, where the library has no client of its own,
 * and for a JVM whose proxies and certificates are the platform's.
 *
 * Follows no redirect, uses no cache, never sends a POST twice, and says nothing of the device: the
 * `User-Agent` is `essc`. An exchange ends at its time, whatever the server does.
 *
 * What can't be had from [HttpURLConnection]: an app that installs a process-wide
 * [java.net.CookieHandler] gives its cookies to every connection, this one's too; and outside Android
 * the body of an answer 401 to a POST is lost, so that such an answer has an empty one.
 */
public class UrlConnectionHttpClient : HttpClient {
    /**
     * Sends one request and reads the whole answer. Blocks until the answer is there or the request's
     * time is over; not for the thread that draws the screen.
     *
     * @throws HttpException when there is no answer
     */
    @Throws(HttpException::class)
    override fun send(request: HttpRequest): HttpResponse {
        val exchange = Exchange(request)
        val answer = FutureTask(exchange::run)
        // On a thread of its own: name resolution and a server that drips bytes know no time-out.
        thread(isDaemon = true, name = "essc-http") { answer.run() }
        return try {
            answer.get(request.timeout.boundedMillis(), TimeUnit.MILLISECONDS)
        } catch (_: TimeoutException) {
            exchange.abandon()
            throw HttpException.Timeout()
        } catch (_: InterruptedException) {
            exchange.abandon()
            Thread.currentThread().interrupt()
            throw HttpException.Unreachable()
        } catch (failed: ExecutionException) {
            throw failed.cause.asHttpException()
        }
    }
}

private fun Throwable?.asHttpException(): HttpException = when (this) {
    is HttpException -> this
    is MalformedURLException -> HttpException.Url()
    is SocketTimeoutException -> HttpException.Timeout()
    else -> HttpException.Unreachable()
}

/** One request under way on its thread. */
private class Exchange(private val request: HttpRequest) {
    private val connection = open(request.url)
    private val limit = request.maxResponseBytes

    @Volatile
    private var isReadingBody = false

    @Volatile
    private var isAbandoned = false

    fun run(): HttpResponse {
        prepare()
        if (request.method == Method.POST) {
            connection.outputStream.use { it.write(request.body) }
        }
        val status = status()
        if (status in 300..399 && status != HttpURLConnection.HTTP_NOT_MODIFIED) {
            throw HttpException.Redirected()
        }
        isReadingBody = true
        val body = body(status)
        return HttpResponse(status, headers(), body)
    }

    /** Lets go of the connection. While a body is read its stream is locked: the reader sees the flag. */
    fun abandon() {
        isAbandoned = true
        if (!isReadingBody) connection.disconnect()
    }

    private fun prepare() {
        val timeout = request.timeout.boundedMillis().toInt()
        connection.requestMethod = request.method.name
        connection.connectTimeout = timeout
        connection.readTimeout = timeout
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        // The platform's own values would tell the device's model, and unzip past the bound.
        connection.setRequestProperty("User-Agent", "essc")
        connection.setRequestProperty("Accept", "*/*")
        connection.setRequestProperty("Accept-Encoding", "identity")
        request.headers.forEach { connection.setRequestProperty(it.name, it.value) }
        if (request.method == Method.POST) {
            connection.doOutput = true
            // A body that is streamed is never sent again; otherwise the JDK repeats a POST whose
            // connection broke, and a nonce or a token would be used twice.
            connection.setFixedLengthStreamingMode(request.body.size)
        }
    }

    private fun status(): Int {
        val status = try {
            connection.responseCode
        } catch (refused: HttpRetryException) {
            refused.responseCode()
        }
        if (status < 100) throw HttpException.Unreachable()
        return status
    }

    private fun body(status: Int): ByteArray {
        if (connection.contentLengthLong > limit) {
            connection.disconnect()
            throw HttpException.TooLarge(limit)
        }
        val stream = try {
            if (status >= 400) connection.errorStream else connection.inputStream
        } catch (_: HttpRetryException) {
            null
        }
        return stream?.use(::readWithinBounds) ?: ByteArray(0)
    }

    private fun readWithinBounds(stream: InputStream): ByteArray {
        val body = java.io.ByteArrayOutputStream()
        val chunk = ByteArray(16 * 1024)
        while (true) {
            if (isAbandoned) throw SocketTimeoutException()
            val read = stream.read(chunk)
            if (read < 0) return body.toByteArray()
            if (body.size() + read > limit) throw HttpException.TooLarge(limit)
            body.write(chunk, 0, read)
        }
    }

    /** Header fields in their order; the status line has no name. */
    private fun headers(): List<HeaderField> = buildList {
        var index = 0
        while (true) {
            val value = connection.getHeaderField(index) ?: break
            connection.getHeaderFieldKey(index)?.let { add(HeaderField(it.lowercase(), value)) }
            index += 1
        }
    }
}

private fun open(url: String): HttpURLConnection = try {
    URL(url).openConnection() as? HttpURLConnection ?: throw HttpException.Url()
} catch (_: IOException) {
    throw HttpException.Url()
} catch (_: IllegalArgumentException) {
    throw HttpException.Url()
}

/** What a connection takes: 0 would be for ever. */
private fun Duration.boundedMillis(): Long =
    if (seconds >= Int.MAX_VALUE / 1000) Int.MAX_VALUE.toLong() else toMillis().coerceAtLeast(1)
