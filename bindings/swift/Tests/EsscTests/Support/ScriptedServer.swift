// A server that answers with bytes a test wrote, and tells what it was asked.

import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Answers every connection on a port of this machine with the same bytes, then holds it open until the
/// client leaves.
final class ScriptedServer: @unchecked Sendable {
    // All access to `heads` holds the lock.
    private let lock = NSLock()
    private var heads: [String] = []
    private let listener: Int32
    private let answer: Data
    let port: UInt16

    init(_ answer: String) throws {
        self.answer = Data(answer.utf8)
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [self] in serve(connection) }
            }
        }
    }

    /// Takes no more connections.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The heads of the requests that came, in order.
    var requests: [String] {
        lock.withLock { heads }
    }

    /// An address on this server.
    var url: String {
        "http://127.0.0.1:\(port)/x"
    }

    /// A port that nobody listens on.
    static func deadPort() throws -> UInt16 {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var received = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: received, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            received.append(contentsOf: buffer[..<count])
        }
        lock.withLock { heads.append(String(decoding: received, as: UTF8.self)) }
        // A client that has left takes nothing; that is its answer.
        _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Self.noSignal) }
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }

    private static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(listener, generic, length) == 0 else { return Int32(-1) }
                return getsockname(listener, generic, &length)
            }
        }
        #if canImport(Darwin)
            let isListening = status == 0 && Darwin.listen(listener, 16) == 0
        #else
            let isListening = status == 0 && Glibc.listen(listener, 16) == 0
        #endif
        guard isListening else { throw Repository.Missing(what: "a port on this machine") }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    #if canImport(Darwin)
        private static let stream = SOCK_STREAM
        private static let noSignal: Int32 = 0
    #else
        private static let stream = Int32(SOCK_STREAM.rawValue)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #endif
}
