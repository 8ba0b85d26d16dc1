// A server that answers with the bytes it is given, well-formed or not.
package org.essc.support

import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.SocketException
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread

/** Reads each request whole, then lets [answer] write; keeps what it was asked. */
class RawServer(private val answer: (OutputStream) -> Unit) : AutoCloseable {
    private val socket = ServerSocket(0, 8, InetAddress.getLoopbackAddress())
    private val open = CopyOnWriteArrayList<Socket>()

    /** Every request as it came, head and body. */
    val requests = CopyOnWriteArrayList<String>()

    /** Address of a path. */
    fun url(path: String) = "http://127.0.0.1:${socket.localPort}$path"

    init {
        thread(isDaemon = true) {
            try {
                while (true) serve(socket.accept())
            } catch (_: SocketException) {
                // Closed.
            }
        }
    }

    private fun serve(client: Socket) {
        open += client
        thread(isDaemon = true) {
            try {
                client.use {
                    requests += readRequest(it.getInputStream())
                    answer(it.getOutputStream())
                }
            } catch (_: SocketException) {
                // The client left, as it may.
            }
        }
    }

    private fun readRequest(input: InputStream): String {
        val request = StringBuilder()
        while (!request.endsWith("\r\n\r\n")) request.append(readByte(input))
        val length = Regex("(?i)content-length: *(\\d+)").find(request)?.groupValues?.get(1)?.toInt() ?: 0
        repeat(length) { request.append(readByte(input)) }
        return request.toString()
    }

    private fun readByte(input: InputStream): Char {
        val byte = input.read()
        if (byte < 0) throw SocketException("the client left")
        return byte.toChar()
    }

    override fun close() {
        socket.close()
        open.forEach(Socket::close)
    }
}
