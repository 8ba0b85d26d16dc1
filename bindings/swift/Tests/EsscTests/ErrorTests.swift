import Essc
import XCTest

final class ErrorTests: XCTestCase {
    func testEveryCaseTellsItsCodeAndReason() {
        let reason = "for a log"
        let errors: [(EsscError, ErrorCode, ErrorAction)] = [
            (.retry(code: .inUse, reason: reason, retryAfter: 5), .inUse, .retry),
            (.refresh(code: .trustMissing, reason: reason), .trustMissing, .refresh),
            (.askUser(code: .txCodeWrong, reason: reason), .txCodeWrong, .askUser),
            (.authenticate(code: .userCancelled, reason: reason), .userCancelled, .authenticate),
            (.reEnroll(code: .keyInvalidated, reason: reason), .keyInvalidated, .reEnroll),
            (.rejectInput(code: .offerRefused, reason: reason), .offerRefused, .rejectInput),
            (.report(code: .internal, reason: reason), .internal, .report),
        ]
        for (error, code, action) in errors {
            XCTAssertEqual(error.code, code)
            XCTAssertEqual(error.action, action)
            XCTAssertEqual(error.text(in: .zh), code.text(in: .zh))
            XCTAssertEqual(error.reason, reason)
            XCTAssertEqual(error.retryAfter, code == .inUse ? 5 : nil)
        }
    }

    func testCodesHaveAStableNameAndWordsInBothLanguages() {
        XCTAssertEqual(ErrorCode.userNotAuthenticated.code, "USER_NOT_AUTHENTICATED")
        XCTAssertEqual(ErrorCode.internal.code, "INTERNAL")
        for code in [ErrorCode.networkTimeout, .keyInvalidated, .venueForged] {
            let (zh, en) = (code.text(in: .zh), code.text(in: .en))
            XCTAssertFalse(zh.isEmpty || en.isEmpty || zh == en)
        }
    }

    func testAnErrorThatIsShownAsItIsSpeaksToPeople() {
        let error: any Error = EsscError.report(code: .internal, reason: "for a log")
        let texts = [Language.zh, .en].map { ErrorCode.internal.text(in: $0) }
        XCTAssertTrue(texts.contains(error.localizedDescription), error.localizedDescription)
    }

    func testWhatIsNoInputIsRefusedWithItsCode() async throws {
        let folder = try TemporaryFolder()
        let offer = await code { try Offer("https://example.com") }
        XCTAssertEqual(offer, .offerRefused)
        let card = await code { try Venue(card: "AAAA", keys: SoftwareKeyStore()) }
        XCTAssertEqual(card, .venueCardRefused)
        for text in ["Canton", "44010", "4401000", "４４０１００", ""] {
            let region = await code { try Region(text) }
            XCTAssertEqual(region, .regionRefused, text)
        }
        func config(_ roots: [PinnedRoot]) -> VerifierConfig {
            VerifierConfig(directory: folder.fresh(), venueRegion: .guangzhou, roots: roots)
        }
        let root = PinnedRoot(key: PublicKey(jwk: "no key"), leastSeq: 1)
        let key = await code { try await Verifier(config([root])) }
        XCTAssertEqual(key, .keyRefused)
        let gate = try await Verifier(config([]))
        let bundle = await code { try await gate.importBundle(Data([0xff])) }
        XCTAssertEqual(bundle, .bundleRefused)
        let request = await code { try gate.keepRequest("SSC1:") }
        XCTAssertEqual(request, .requestRefused)
    }

    func testAWalletThatIsOpenIsNotOpenedAgain() async throws {
        let folder = try TemporaryFolder()
        let config = WalletConfig(
            directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
            root: try Repository.root())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        let wallet = try await Wallet(config, ports: ports)
        let again = await code { try await Wallet(config, ports: ports) }
        XCTAssertEqual(again, .inUse)
        XCTAssertEqual(wallet.cards, [])
    }
}
