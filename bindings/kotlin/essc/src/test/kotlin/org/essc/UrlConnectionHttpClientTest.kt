// The HTTP client's promises, against servers that keep theirs and servers that don't.
package org.essc

import java.io.OutputStream
import java.time.Duration
import java.util.concurrent.CountDownLatch
import org.essc.support.RawServer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class UrlConnectionHttpClientTest {
    private val client = UrlConnectionHttpClient()

    @Test
    fun `an answer arrives with status, lower-case header names and body`() = serving(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-Ask: one\r\nX-Ask: two\r\n\r\nabc",
    ) { server ->
        val answer = client.send(get(server.url("/list")))
        assertEquals(404, answer.status.toInt())
        assertEquals("abc", answer.body.decodeToString())
        assertEquals(listOf("one", "two"), answer.headers.filter { it.name == "x-ask" }.map(HeaderField::value))
        assertTrue(answer.headers.all { it.name == it.name.lowercase() })
    }

    @Test
    fun `a body is sent as it is given, and nothing tells the device`() = serving(OK) { server ->
        val fields = listOf(HeaderField("content-type", "application/json"), HeaderField("authorization", "Bearer made-up"))
        client.send(get(server.url("/token")).copy(method = Method.POST, headers = fields, body = "{}".toByteArray()))
        val request = server.requests.single().lowercase()
        assertTrue(request.startsWith("post /token http/1.1\r\n"))
        assertTrue(request.endsWith("\r\n\r\n{}"))
        for (line in listOf("content-type: application/json", "authorization: bearer made-up", "user-agent: essc")) {
            assertTrue("\r\n$line\r\n" in request, request)
        }
        assertFalse("java" in request || "cookie" in request || "gzip" in request, request)
    }

    @Test
    fun `an empty body is a body`() = serving(OK) { server ->
        client.send(get(server.url("/nonce")).copy(method = Method.POST))
        assertTrue("content-length: 0" in server.requests.single().lowercase())
    }

    @Test
    fun `a redirect is not followed`() = serving(
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    ) { server ->
        assertThrows(HttpException.Redirected::class.java) { client.send(get(server.url("/"))) }
        assertEquals(1, server.requests.size)
    }

    @Test
    fun `not modified is an answer, and no redirect`() = serving("HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n") { server ->
        val answer = client.send(get(server.url("/")))
        assertEquals(304, answer.status.toInt())
        assertEquals(0, answer.body.size)
    }

    @Test
    fun `more than the bound is refused, announced or not`() {
        val bodies = listOf(
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n",
            "HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n12345678901",
        )
        for (body in bodies) {
            serving(body) { server ->
                val request = get(server.url("/")).copy(maxResponseBytes = 10)
                assertThrows(HttpException.TooLarge::class.java) { client.send(request) }
                assertEquals(11, client.send(request.copy(maxResponseBytes = 11)).body.size)
            }
        }
    }

    @Test
    fun `a refusal to authenticate is an answer`() {
        val refused = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\n{}"
        for (method in Method.entries) {
            serving(refused) { server ->
                val answer = client.send(get(server.url("/credential")).copy(method = method))
                assertEquals(401, answer.status.toInt())
                assertTrue(answer.headers.any { it.name == "www-authenticate" })
                assertEquals(1, server.requests.size)
            }
        }
    }

    @Test
    fun `a server that says nothing, or drips, is left when the time is over`() {
        val over = CountDownLatch(1)
        val silent: (OutputStream) -> Unit = { over.await() }
        val dripping: (OutputStream) -> Unit = { output ->
            output.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".toByteArray())
            while (!over.await(1, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                output.write('.'.code)
                output.flush()
            }
        }
        for (server in listOf(silent, dripping).map(::RawServer)) {
            server.use {
                val request = get(it.url("/")).copy(timeout = Duration.ofMillis(200))
                assertThrows(HttpException.Timeout::class.java) { client.send(request) }
            }
        }
        over.countDown()
    }

    @Test
    fun `a connection that breaks is not tried again`() = serving("") { server ->
        val token = get(server.url("/token")).copy(method = Method.POST, body = "once".toByteArray())
        assertThrows(HttpException.Unreachable::class.java) { client.send(token) }
        assertEquals(1, server.requests.size, "a one-time token went out twice")
    }

    @Test
    fun `what is no server is unreachable`() {
        val closed = RawServer { }.use { it.url("/") }
        assertThrows(HttpException.Unreachable::class.java) { client.send(get(closed)) }
    }

    @Test
    fun `what answers no HTTP is unreachable`() = serving("SSH-2.0-OpenSSH\r\n\r\n") { server ->
        assertThrows(HttpException.Unreachable::class.java) { client.send(get(server.url("/"))) }
    }

    @Test
    fun `an address that is none for HTTP is refused before anything is sent`() {
        for (url in listOf("", "card.example", "ftp://card.example/", "file:///etc/hostname", "http://[", "jar:file:/x!/y")) {
            assertThrows(HttpException.Url::class.java, { client.send(get(url)) }, url)
        }
    }

    private fun serving(answer: String, test: (RawServer) -> Unit) =
        RawServer { it.write(answer.toByteArray()) }.use(test)

    private fun get(url: String) = HttpRequest(
        method = Method.GET,
        url = url,
        headers = emptyList(),
        body = ByteArray(0),
        maxResponseBytes = 1000,
        timeout = Duration.ofSeconds(20),
    )

    private companion object {
        const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    }
}
