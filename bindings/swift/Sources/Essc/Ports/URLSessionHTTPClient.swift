// HTTP by the system's own stack: its proxies, its certificates, its VPN.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The system's HTTP client, as the library needs one: no redirects, no cookies, no cache, bounds kept.
///
/// ``send(request:)`` blocks, since the library calls it on a thread of its own. Give one to
/// `Ports(http:)` and ``Verifier/init(_:clock:http:)``; without it the library brings its own client, which knows
/// nothing of the system's proxies.
public final class URLSessionHTTPClient: HTTPClient {
    private let exchanges = Exchanges()
    private let session: URLSession

    /// A client with connections of its own.
    public init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // The system would tell the app's name, its version and the phone's languages to every server.
        configuration.httpAdditionalHeaders = [
            "User-Agent": "essc", "Accept-Language": "*", "Accept-Encoding": "identity",
        ]
        session = URLSession(
            configuration: configuration, delegate: exchanges, delegateQueue: exchanges.queue)
    }

    deinit {
        // The session keeps its delegate until then.
        session.invalidateAndCancel()
    }

    /// Sends one request and reads the whole answer, within the request's bounds. Not to be called on
    /// the main thread: it waits.
    ///
    /// - Throws: ``HTTPError``; an answer of any status is none.
    public func send(request: HTTPRequest) throws -> HTTPResponse {
        let task = session.dataTask(with: try Self.urlRequest(request))
        let exchange = Exchange(limit: request.maxResponseBytes)
        exchanges.add(exchange, for: task)
        task.resume()
        let outcome = exchange.wait(request.timeout)
        exchanges.leave(task)
        return try outcome.get()
    }

    private static func urlRequest(_ request: HTTPRequest) throws -> URLRequest {
        guard let url = URL(string: request.url), let scheme = url.scheme,
            ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
        else {
            throw HTTPError.url
        }
        var sent = URLRequest(url: url)
        sent.cachePolicy = .reloadIgnoringLocalCacheData
        // The exchange as a whole is bounded by who waits for it; this is for each silence in it.
        sent.timeoutInterval = max(request.timeout, 1)
        sent.httpShouldHandleCookies = false
        switch request.method {
        case .get:
            sent.httpMethod = "GET"
        case .post:
            sent.httpMethod = "POST"
            sent.httpBody = request.body
        }
        for field in request.headers {
            sent.setValue(field.value, forHTTPHeaderField: field.name)
        }
        return sent
    }
}

/// The exchanges of a session that are under way, told by the session what happens.
private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    /// What the session calls, one after the other.
    let queue = OperationQueue()
    // All access to `open` holds the lock.
    private let lock = NSLock()
    private var open: [Int: Exchange] = [:]

    override init() {
        queue.maxConcurrentOperationCount = 1
    }

    func add(_ exchange: Exchange, for task: URLSessionTask) {
        lock.withLock { open[task.taskIdentifier] = exchange }
    }

    /// Forgets an exchange, and breaks it off if it is not over.
    func leave(_ task: URLSessionTask) {
        // In turn with the session's calls: swift-corelibs-foundation traps when a task that was
        // cancelled hears what to do about a redirect.
        queue.addOperation {
            self.lock.withLock { self.open[task.taskIdentifier] = nil }
            task.cancel()
        }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        lock.withLock { open[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        guard exchange(of: task) != nil else { return }
        // The redirect itself becomes the answer, and is refused as such.
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        guard let exchange = exchange(of: dataTask) else { return }
        completionHandler(exchange.begin(response) ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        // Who waits has its error then, and leaves.
        exchange(of: dataTask)?.take(data)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        exchange(of: task)?.complete(error)
    }
}
