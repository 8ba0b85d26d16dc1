// The net between a phone and its issuer, in a test's hands.

import Essc
import Foundation

/// HTTP by the system, until a test puts something in between.
final class HandNet: HttpClient, @unchecked Sendable {
    typealias Send = @Sendable (HttpRequest) throws -> HttpResponse

    // All access to the variable holds the lock.
    private let lock = NSLock()
    private var answering: (@Sendable (HttpRequest, Send) throws -> HttpResponse)?

    /// Changes how requests are answered; nil: as the other side does.
    func answer(_ answering: (@Sendable (HttpRequest, Send) throws -> HttpResponse)?) {
        lock.withLock { self.answering = answering }
    }

    func send(request: HttpRequest) throws -> HttpResponse {
        let send: Send = { try URLSessionHTTPClient().send(request: $0) }
        guard let answering = lock.withLock({ answering }) else { return try send(request) }
        return try answering(request, send)
    }
}
