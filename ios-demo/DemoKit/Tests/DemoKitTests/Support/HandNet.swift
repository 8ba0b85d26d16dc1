// The net between a phone and its issuer, in a test's hands.

import Essc
import Foundation

/// HTTP by the system, until a test puts something in between.
final class HandNet: HTTPClient, @unchecked Sendable {
    typealias Send = @Sendable (HTTPRequest) throws -> HTTPResponse

    // All access to the variable holds the lock.
    private let lock = NSLock()
    private var answering: (@Sendable (HTTPRequest, Send) throws -> HTTPResponse)?

    /// Changes how requests are answered; nil: as the other side does.
    func answer(_ answering: (@Sendable (HTTPRequest, Send) throws -> HTTPResponse)?) {
        lock.withLock { self.answering = answering }
    }

    func send(request: HTTPRequest) throws -> HTTPResponse {
        let send: Send = { try URLSessionHTTPClient().send(request: $0) }
        guard let answering = lock.withLock({ answering }) else { return try send(request) }
        return try answering(request, send)
    }
}
