import EsscTestSupport
import XCTest

@testable import Essc

/// Where calls run, and what becomes of them when nobody waits any more.
final class CallerTests: XCTestCase {
    func testAVerifierReadsItsListsOffTheCallersThread() async throws {
        let folder = try TemporaryFolder()
        let clock = WatchedClock()
        let config = VerifierConfig(
            directory: folder.fresh(), venueRegion: .guangzhou,
            roots: [PinnedRoot(key: try Repository.root(), leastSeq: 1)])
        try await Self.openOnTheMainActor(config, clock)
        XCTAssertEqual(clock.mainThreadCalls, 1, "the test's own")
        XCTAssertGreaterThan(clock.calls, 1)
    }

    @MainActor private static func openOnTheMainActor(
        _ config: VerifierConfig, _ clock: WatchedClock
    ) async throws {
        _ = clock.now()
        _ = try await Verifier(config, clock: clock)
    }

    func testAVerifierThatNobodyWaitsForIsNotOpened() async throws {
        let folder = try TemporaryFolder()
        let config = VerifierConfig(
            directory: folder.fresh(), venueRegion: .guangzhou,
            roots: [PinnedRoot(key: try Repository.root(), leastSeq: 1)])
        let opening = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await code { try await Verifier(config) }
        }
        let said = await opening.value
        XCTAssertEqual(said, .inProgress)
        XCTAssertFalse(FileManager.default.fileExists(atPath: config.directory.path))
    }

    func testCancellingACallTakesItsQuestionToTheHolderAway() async throws {
        let stage = try await EnrolledWallet()
        let (asked, takenAway, answered) = (Signal(), Signal(), Signal())
        let leftStanding = Tally()
        stage.keys.sign { signing in
            guard signing.prompt != nil else { return try signing.wellDone() }
            defer { answered.give() }
            return try Caller.asking(takeAway: takenAway.give) {
                asked.give()
                // As a system does whose question stands until somebody answers it.
                if !takenAway.comes() { leftStanding.count() }
                throw KeyStoreError.cancelled
            }
        }
        stage.pass()
        let (wallet, card) = (stage.wallet, stage.card)
        let call = Task {
            await code { try await wallet.present(card, for: EnrolledWallet.counter) }
        }
        let isAsked = await asked.hasCome()
        XCTAssertTrue(isAsked)
        call.cancel()
        let said = await call.value
        XCTAssertEqual(said, .inProgress)
        let isAnswered = await answered.hasCome()
        XCTAssertTrue(isAnswered, "the key is free")
        XCTAssertEqual(leftStanding.total, 0)

        stage.keys.sign(by: nil)
        let verdict = try await stage.scan(EnrolledWallet.counter)
        XCTAssertEqual(verdict.outcome, .accepted, "\(verdict.reasons)")
    }

    func testAQuestionThatComesAfterTheCallerLeftIsTakenAwayAtOnce() throws {
        let (caller, takenAway) = (Caller(), Signal())
        caller.leave()
        let wasThere = caller.calls {
            Caller.asking(takeAway: takenAway.give) { takenAway.comes() }
        }
        XCTAssertTrue(wasThere)
    }

    func testAQuestionThatIsAnsweredIsNotTakenAwayAnyMore() throws {
        let (caller, takenAway) = (Caller(), Tally())
        let answer = caller.calls {
            Caller.asking(takeAway: { takenAway.count() }) { "yes" }
        }
        caller.leave()
        XCTAssertEqual(answer, "yes")
        XCTAssertEqual(takenAway.total, 0)
    }

    func testWhereNobodyWaitsAQuestionStands() throws {
        let takenAway = Tally()
        let answer = try Caller.asking(takeAway: { takenAway.count() }) {
            () throws(PlatformFault) in "yes"
        }
        XCTAssertEqual(answer, "yes")
        XCTAssertEqual(takenAway.total, 0)
    }
}

/// The system's time, and who asks for it.
private final class WatchedClock: DeviceClock, @unchecked Sendable {
    // All access to the variables holds the lock.
    private let lock = NSLock()
    private var counts = (all: 0, main: 0)

    var calls: Int { lock.withLock { counts.all } }
    var mainThreadCalls: Int { lock.withLock { counts.main } }

    func now() -> Date {
        lock.withLock {
            counts.all += 1
            counts.main += Thread.isMainThread ? 1 : 0
        }
        return Date()
    }

    func monotonic() -> Monotonic {
        Monotonic(boot: 1, elapsed: 0)
    }
}
