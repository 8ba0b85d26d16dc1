// One HTTP exchange: what came so far, and how it ended.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One exchange under way. Ends once; what happens after that changes nothing.
final class Exchange: @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var response: HTTPURLResponse?
    private var body = Data()
    private var outcome: Result<HTTPResponse, HTTPError>?
    private let ended = DispatchSemaphore(value: 0)
    private let limit: Int

    /// - Parameter limit: Most bytes of body.
    init(limit: Int) {
        self.limit = limit
    }

    /// Blocks until the exchange has ended, or its time is over.
    func wait(_ seconds: TimeInterval) -> Result<HTTPResponse, HTTPError> {
        // As long as a day: no exchange has more, and larger numbers don't fit below.
        let bound = max(0, min(seconds, 86_400))
        if ended.wait(timeout: .now() + bound) == .timedOut {
            end(.failure(.timeout))
        }
        return lock.withLock { outcome } ?? .failure(.timeout)
    }

    /// Takes the answer's head; false when the rest is of no use.
    func begin(_ response: URLResponse) -> Bool {
        guard let response = response as? HTTPURLResponse else {
            end(.failure(.unreachable))
            return false
        }
        // 304 answers a question about what is held; all else of 3xx sends elsewhere.
        if (300..<400).contains(response.statusCode), response.statusCode != 304 {
            end(.failure(.redirected))
            return false
        }
        if response.expectedContentLength > Int64(limit) {
            end(.failure(.tooLarge(limit: limit)))
            return false
        }
        lock.withLock { self.response = response }
        return true
    }

    /// Takes bytes of the body, unless they are more than was asked for.
    func take(_ data: Data) {
        let fits = lock.withLock {
            guard data.count <= limit - body.count else { return false }
            body.append(data)
            return true
        }
        if !fits {
            end(.failure(.tooLarge(limit: limit)))
        }
    }

    /// Ends the exchange with what came, or with what broke it.
    func complete(_ error: (any Error)?) {
        let (response, body) = lock.withLock { (self.response, self.body) }
        if let error {
            end(.failure(Self.told(error)))
        } else if let response {
            let answer = HTTPResponse(
                status: response.statusCode, headers: Self.headers(of: response), body: body)
            end(.success(answer))
        } else {
            end(.failure(.unreachable))
        }
    }

    /// Ends the exchange, unless it has ended.
    func end(_ outcome: Result<HTTPResponse, HTTPError>) {
        let isFirst = lock.withLock {
            guard self.outcome == nil else { return false }
            self.outcome = outcome
            return true
        }
        if isFirst {
            ended.signal()
        }
    }

    private static func told(_ error: any Error) -> HTTPError {
        switch (error as? URLError)?.code {
        case .timedOut: .timeout
        case .badURL, .unsupportedURL: .url
        default: .unreachable
        }
    }

    private static func headers(of response: HTTPURLResponse) -> [HeaderField] {
        response.allHeaderFields.compactMap { name, value in
            guard let name = name as? String, let value = value as? String else { return nil }
            return HeaderField(name: name.lowercased(), value: value)
        }
    }
}
