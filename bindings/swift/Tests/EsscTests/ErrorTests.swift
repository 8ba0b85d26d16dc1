import Essc
import XCTest

final class ErrorTests: XCTestCase {
    func testEveryCaseTellsItsCodeAndReason() {
        let reason = "for a log"
        let errors: [(EsscError, ErrorCode)] = [
            (.Retry(code: .inUse, reason: reason, retryAfterS: 5), .inUse),
            (.Refresh(code: .trustMissing, reason: reason), .trustMissing),
            (.AskUser(code: .txCodeWrong, reason: reason), .txCodeWrong),
            (.Authenticate(code: .userCancelled, reason: reason), .userCancelled),
            (.ReEnrol(code: .keyInvalidated, reason: reason), .keyInvalidated),
            (.RejectInput(code: .offerRefused, reason: reason), .offerRefused),
            (.Report(code: .internal, reason: reason), .internal),
        ]
        for (error, code) in errors {
            XCTAssertEqual(error.code, code)
            XCTAssertEqual(error.reason, reason)
            XCTAssertEqual(error.retryAfter, code == .inUse ? 5 : nil)
        }
    }

    func testCodesHaveAStableNameAndWordsInBothLanguages() {
        XCTAssertEqual(ErrorCode.userNotAuthenticated.code(), "USER_NOT_AUTHENTICATED")
        XCTAssertEqual(ErrorCode.internal.code(), "INTERNAL")
        for code in [ErrorCode.networkTimeout, .keyInvalidated, .venueForged] {
            let (zh, en) = (code.text(language: .zh), code.text(language: .en))
            XCTAssertFalse(zh.isEmpty || en.isEmpty || zh == en)
        }
    }

    func testWhatIsNoInputIsRefusedWithItsCode() throws {
        let folder = try TemporaryFolder()
        func code(_ call: () throws -> some Any) -> ErrorCode? {
            do { _ = try call() } catch { return (error as? EsscError)?.code }
            return nil
        }
        XCTAssertEqual(code { try readOffer(text: "https://example.com") }, .offerRefused)
        XCTAssertEqual(
            code { try Venue.of(card: "AAAA", keys: SoftwareKeyStore.inMemory()) },
            .venueCardRefused)
        let root = PinnedRoot(key: "no key", leastSeq: 1)
        func config(_ region: String, _ roots: [PinnedRoot]) -> VerifierConfig {
            VerifierConfig(directory: folder.fresh(), venueRegion: region, roots: roots)
        }
        XCTAssertThrowsError(try Verifier.open(config: config("440100", [root])))
        XCTAssertThrowsError(try Verifier.open(config: config("Canton", [])))
        let gate = try Verifier.open(config: config("440100", []))
        XCTAssertEqual(code { try gate.importBundle(bytes: Data([0xff])) }, .bundleRefused)
        XCTAssertEqual(code { try gate.keepRequest(text: "SSC1:") }, .requestRefused)
    }

    func testAWalletThatIsOpenIsNotOpenedAgain() throws {
        let folder = try TemporaryFolder()
        let config = WalletConfig(
            directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
            root: try Repository.text(Repository.vectors.appendingPathComponent("lists/root.jwk")))
        let ports = Ports(keys: SoftwareKeyStore.inMemory(), secrets: MemorySecrets())
        let wallet = try Wallet.open(config: config, ports: ports)
        XCTAssertThrowsError(try Wallet.open(config: config, ports: ports)) { error in
            XCTAssertEqual((error as? EsscError)?.code, .inUse)
        }
        XCTAssertEqual(wallet.cards(), [])
    }
}
