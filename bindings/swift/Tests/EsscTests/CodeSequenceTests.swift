import XCTest

@testable import Essc

final class CodeSequenceTests: XCTestCase {
    /// Makes codes, and counts the signatures that would be.
    private actor Maker {
        private(set) var made = 0
        private let profile: Profile
        private let failsAt: Int?

        init(_ profile: Profile = .validity, failsAt: Int? = nil) {
            self.profile = profile
            self.failsAt = failsAt
        }

        func make() throws -> Code {
            made += 1
            if made == failsAt { throw EsscError.Retry(code: .inUse, reason: "", retryAfterS: nil) }
            return .sample(profile, text: "SSC1:\(made)")
        }
    }

    /// Time that passes when somebody waits for it.
    private final class Time: @unchecked Sendable {
        // All access to the variables holds the lock.
        private let lock = NSLock()
        private var time = ContinuousClock.now
        private var waits: [Duration] = []

        var waited: [Duration] { lock.withLock { waits } }

        func pass(_ duration: Duration) {
            lock.withLock { time += duration }
        }

        var pace: CodeSequence.Pace {
            CodeSequence.Pace(
                now: { self.lock.withLock { self.time } },
                wait: { until in
                    try Task.checkCancellation()
                    self.lock.withLock {
                        self.waits.append(until - self.time)
                        self.time = max(self.time, until)
                    }
                })
        }
    }

    private func sequence(_ maker: Maker, _ time: Time, isAnswer: Bool = false) -> CodeSequence {
        CodeSequence(isAnswer: isAnswer, pace: time.pace) { try await maker.make() }
    }

    func testEachCodeIsReplacedWhenItsTimeIsOverWithOneSignatureForEach() async throws {
        let (maker, time) = (Maker(), Time())
        var texts: [String] = []
        for try await code in sequence(maker, time) {
            texts.append(code.text)
            if texts.count == 3 { break }
        }
        XCTAssertEqual(texts, ["SSC1:1", "SSC1:2", "SSC1:3"])
        XCTAssertEqual(time.waited, [.seconds(30), .seconds(30)], "the first comes at once")
        let made = await maker.made
        XCTAssertEqual(made, 3, "none is signed ahead")
    }

    func testWhoComesLateHasTheNextCodeAtOnce() async throws {
        let (maker, time) = (Maker(), Time())
        var codes = sequence(maker, time).makeAsyncIterator()
        _ = try await codes.next()
        time.pass(.seconds(500))
        _ = try await codes.next()
        XCTAssertEqual(time.waited, [.seconds(-470)])
    }

    func testACodeThatNamesItsHolderIsMadeOnceAndItsEndIsTold() async throws {
        for profile in [Profile.masked, .identity] {
            let (maker, time) = (Maker(profile), Time())
            var count = 0
            for try await _ in sequence(maker, time) { count += 1 }
            XCTAssertEqual(count, 1)
            XCTAssertEqual(time.waited, [.seconds(30)], "it ends when the code is to be hidden")
        }
    }

    func testAnAnswerToARequestIsMadeOnce() async throws {
        let (maker, time) = (Maker(), Time())
        for try await _ in sequence(maker, time, isAnswer: true) {}
        let made = await maker.made
        XCTAssertEqual(made, 1)
    }

    func testAnErrorEndsTheCodes() async throws {
        let (maker, time) = (Maker(failsAt: 2), Time())
        var codes = sequence(maker, time).makeAsyncIterator()
        _ = try await codes.next()
        do {
            _ = try await codes.next()
            XCTFail("the second can't be made")
        } catch {
            XCTAssertEqual((error as? EsscError)?.code, .inUse)
        }
        let after = try await codes.next()
        XCTAssertNil(after)
        let made = await maker.made
        XCTAssertEqual(made, 2)
    }

    func testNothingIsSignedForAConsumerThatIsCancelled() async throws {
        let maker = Maker()
        // The true pace: it would wait for 30 seconds.
        let codes = CodeSequence(isAnswer: false) { try await maker.make() }
        let (firsts, first) = AsyncStream<Void>.makeStream()
        let consumer = Task {
            var count = 0
            for try await _ in codes {
                count += 1
                first.yield()
            }
            return count
        }
        for await _ in firsts { break }
        consumer.cancel()
        let count = try await consumer.value
        XCTAssertEqual(count, 1)
        let made = await maker.made
        XCTAssertEqual(made, 1)
    }
}
