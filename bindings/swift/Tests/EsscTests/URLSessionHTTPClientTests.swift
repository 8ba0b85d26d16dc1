import Essc
import XCTest

/// The system's HTTP client against a server that behaves as each test says.
final class URLSessionHTTPClientTests: XCTestCase {
    private let client = URLSessionHTTPClient()

    private func request(
        _ url: String, method: HTTPMethod = .get, headers: [HeaderField] = [], body: Data = Data(),
        limit: Int = 100, timeout: TimeInterval = 20
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: headers, body: body, maxResponseBytes: limit,
            timeout: timeout)
    }

    private func answer(
        _ bytes: String, limit: Int = 100, timeout: TimeInterval = 20
    ) throws -> HTTPResponse {
        let server = try ScriptedServer(bytes)
        defer { server.stop() }
        return try client.send(request: request(server.url, limit: limit, timeout: timeout))
    }

    func testAnAnswerOfAnyStatusComesBackWholeWithItsHeadersInLowerCase() throws {
        let response = try answer(
            "HTTP/1.1 404 Not Found\r\nETag: \"a\"\r\nX-Mixed-Case: B\r\nContent-Length: 4\r\n\r\nbody",
            limit: 4)
        XCTAssertEqual(response.status, 404)
        XCTAssertEqual(response.body, Data("body".utf8))
        XCTAssertTrue(response.headers.contains(HeaderField(name: "etag", value: "\"a\"")))
        XCTAssertTrue(response.headers.contains(HeaderField(name: "x-mixed-case", value: "B")))
        XCTAssertTrue(response.headers.allSatisfy { $0.name == $0.name.lowercased() })
    }

    func testABodyOverTheBoundIsCutOffWhetherItsLengthIsToldOrNot() {
        let told = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody!"
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nbod\r\n3\r\ny!!\r\n0\r\n\r\n"
        for bytes in [told, chunked] {
            assertThrows(HTTPError.tooLarge(limit: 4)) { try answer(bytes, limit: 4) }
        }
    }

    func testARedirectIsNotFollowed() throws {
        let target = try ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        defer { target.stop() }
        for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
            assertThrows(HTTPError.redirected) {
                try answer(
                    "HTTP/1.1 \(status)\r\nLocation: \(target.url)\r\nContent-Length: 0\r\n\r\n")
            }
        }
        XCTAssertEqual(target.requests, [])
    }

    func testAConditionalAnswerIsNoRedirect() throws {
        let unchanged = "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
        XCTAssertEqual(try answer(unchanged).status, 304)
    }

    func testAServerThatStallsIsLeftEvenInTheMiddleOfABody() {
        for bytes in ["", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbo"] {
            assertThrows(HTTPError.timeout) { try answer(bytes, timeout: 0.3) }
        }
    }

    func testWhereNobodyListensTheServerIsUnreachable() throws {
        let url = "http://127.0.0.1:\(try ScriptedServer.deadPort())/"
        assertThrows(HTTPError.unreachable) { try client.send(request: request(url)) }
    }

    func testOnlyHTTPIsSpoken() {
        for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "nothing", "data:,x", "http://", ""] {
            assertThrows(HTTPError.url) { try client.send(request: request(url)) }
        }
    }

    func testNoCookieAndNoCacheAndNothingOfThePhoneIsSent() throws {
        let server = try ScriptedServer(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nCache-Control: max-age=1000\r\n"
                + "ETag: \"a\"\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        defer { server.stop() }
        let headers = [HeaderField(name: "accept", value: "application/jwt")]
        for _ in 0..<2 {
            let response = try client.send(request: request(server.url, headers: headers))
            XCTAssertEqual(response.body, Data("ok".utf8))
        }
        XCTAssertEqual(server.requests.count, 2, "the second is not answered by a cache")
        for head in server.requests.map({ $0.lowercased() }) {
            XCTAssertTrue(head.hasPrefix("get /x http/1.1\r\n"), head)
            XCTAssertTrue(head.contains("\r\naccept: application/jwt\r\n"), head)
            XCTAssertFalse(head.contains("cookie"), head)
            XCTAssertFalse(head.contains("if-none-match"), head)
            XCTAssertTrue(head.contains("\r\nuser-agent: essc\r\n"), head)
        }
    }

    func testABodyIsPostedWithItsType() throws {
        let server = try ScriptedServer("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        let type = HeaderField(name: "content-type", value: "application/json")
        let sent = request(server.url, method: .post, headers: [type], body: Data("{}".utf8))
        XCTAssertEqual(try client.send(request: sent).status, 201)
        let head = try XCTUnwrap(server.requests.first).lowercased()
        XCTAssertTrue(head.hasPrefix("post /x http/1.1\r\n"), head)
        XCTAssertTrue(head.contains("\r\ncontent-type: application/json\r\n"), head)
        XCTAssertTrue(head.contains("\r\ncontent-length: 2\r\n"), head)
    }
}
