import XCTest

@testable import Essc

final class CodeSequenceTests: XCTestCase {
    /// A wallet and its clock: the same code again until it is to be replaced, with what is left of its
    /// time. Counts the signatures that would be.
    private final class Maker: @unchecked Sendable {
        // All access to the variables holds the lock.
        private let lock = NSLock()
        private let profile: Profile
        private let failsAt: Int?
        private var signatures = 0
        private var age: TimeInterval = 30
        private var time: TimeInterval = 0
        private var slept: [TimeInterval] = []

        init(_ profile: Profile = .validity, failsAt: Int? = nil) {
            self.profile = profile
            self.failsAt = failsAt
        }

        var made: Int { lock.withLock { signatures } }
        var waits: [TimeInterval] { lock.withLock { slept } }

        func pass(_ seconds: TimeInterval) {
            lock.withLock { (age, time) = (age + seconds, time + seconds) }
        }

        func make() throws -> Code {
            try lock.withLock {
                if age >= 30 {
                    signatures += 1
                    age = 0
                }
                if signatures == failsAt {
                    throw EsscError.retry(code: .inUse, reason: "", retryAfter: nil)
                }
                return .sample(profile, text: "SSC1:\(signatures)", rotateAfter: 30 - age)
            }
        }

        func sleep(_ seconds: TimeInterval) async throws {
            try Task.checkCancellation()
            lock.withLock {
                slept.append(seconds)
                (age, time) = (age + seconds, time + seconds)
            }
        }

        func codes() -> CodeSequence {
            CodeSequence(pace: pace) { try self.make() }
        }

        var pace: CodeSequence.Pace {
            CodeSequence.Pace(now: { self.lock.withLock { self.time } }) {
                try await self.sleep($0)
            }
        }
    }

    func testEachCodeIsReplacedWhenItsTimeIsOverWithOneSignatureForEach() async throws {
        let maker = Maker()
        var texts: [String] = []
        for try await code in maker.codes() {
            texts.append(code.text)
            if texts.count == 3 { break }
        }
        XCTAssertEqual(texts, ["SSC1:1", "SSC1:2", "SSC1:3"])
        XCTAssertEqual(maker.waits, [30, 30], "the first comes at once")
        XCTAssertEqual(maker.made, 3, "none is signed ahead")
    }

    func testWhoComesLateHasTheNextCodeAtOnceAndWhoComesInBetweenWaitsForTheRest() async throws {
        let maker = Maker()
        var codes = maker.codes().makeAsyncIterator()
        _ = try await codes.next()
        maker.pass(500)
        _ = try await codes.next()
        XCTAssertEqual(maker.waits, [])
        maker.pass(20)
        _ = try await codes.next()
        XCTAssertEqual(maker.waits, [10])
    }

    func testACodeThatNamesItsHolderIsMadeOnceAndItsEndIsTold() async throws {
        for profile in [Profile.masked, .identity] {
            let maker = Maker(profile)
            var count = 0
            for try await _ in maker.codes() { count += 1 }
            XCTAssertEqual(count, 1)
            XCTAssertEqual(maker.waits, [30], "it ends when the code is to be hidden")
            XCTAssertEqual(maker.made, 1)
        }
    }

    func testAnAnswerToARequestIsShownForItsTimeAndNotReplaced() async throws {
        let maker = Maker()
        let codes = CodeSequence(only: .sample(), pace: maker.pace)
        var count = 0
        for try await _ in codes { count += 1 }
        XCTAssertEqual(count, 1)
        XCTAssertEqual(maker.waits, [30])
    }

    func testAnErrorEndsTheCodes() async throws {
        let maker = Maker(failsAt: 2)
        var codes = maker.codes().makeAsyncIterator()
        _ = try await codes.next()
        do {
            _ = try await codes.next()
            XCTFail("the second can't be made")
        } catch {
            XCTAssertEqual((error as? EsscError)?.code, .inUse)
        }
        let after = try await codes.next()
        XCTAssertNil(after)
        XCTAssertEqual(maker.made, 2)
    }

    func testNothingIsSignedForAConsumerThatIsCancelled() async throws {
        let maker = Maker()
        // The device's time: it would wait for 30 seconds.
        let codes = CodeSequence(pace: .device) { try maker.make() }
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
        XCTAssertEqual(maker.made, 1)
    }
}
