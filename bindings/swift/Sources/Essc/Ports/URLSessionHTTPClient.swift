// HTTP by the system's own stack: its proxies, its certificates, its VPN.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The system's HTTP client, as the library needs one: no redirects, no cookies, no cache, bounds kept.
///
/// ``send(request:)`` blocks, since the library calls it on a thread of its own. Give one to
/// `Ports(http:)` and `Verifier.open(http:)`; without it the library brings its own client, which knows
/// nothing of the system's proxies.
public final class URLSessionHTTPClient: HttpClient {
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
            configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit {
        // The session keeps its delegate until then.
        session.invalidateAndCancel()
    }

    /// Sends one request and reads the whole answer, within the request's bounds. Not to be called on
    /// the main thread: it waits.
    ///
    /// - Throws: ``HttpError``; an answer of any status is none.
    public func send(request: HttpRequest) throws -> HttpResponse {
        let task = session.dataTask(with: try Self.urlRequest(request))
        let exchange = Exchange(limit: request.maxResponseBytes)
        exchanges.add(exchange, for: task)
        task.resume()
        let outcome = exchange.wait(milliseconds: request.timeoutMs)
        exchanges.remove(task)
        // Of no effect on one that is over.
        task.cancel()
        return try outcome.get()
    }

    private static func urlRequest(_ request: HttpRequest) throws -> URLRequest {
        guard let url = URL(string: request.url), let scheme = url.scheme,
            ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
        else {
            throw HttpError.Url
        }
        var sent = URLRequest(url: url)
        sent.cachePolicy = .reloadIgnoringLocalCacheData
        // The exchange as a whole is bounded by who waits for it; this is for each silence in it.
        sent.timeoutInterval = max(Double(request.timeoutMs) / 1000, 1)
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
    // All access to `open` holds the lock.
    private let lock = NSLock()
    private var open: [Int: Exchange] = [:]

    func add(_ exchange: Exchange, for task: URLSessionTask) {
        lock.withLock { open[task.taskIdentifier] = exchange }
    }

    func remove(_ task: URLSessionTask) {
        lock.withLock { open[task.taskIdentifier] = nil }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        lock.withLock { open[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        exchange(of: task)?.end(.failure(.Redirected))
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let goesOn = exchange(of: dataTask)?.begin(response) ?? false
        completionHandler(goesOn ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if exchange(of: dataTask)?.take(data) != true {
            dataTask.cancel()
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        exchange(of: task)?.complete(error)
    }
}
