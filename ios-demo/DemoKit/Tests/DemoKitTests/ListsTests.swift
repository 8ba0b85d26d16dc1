// The lists screen and the settings: sync with its progress, bundles from files, what is kept.

import Essc
import XCTest

@testable import DemoKit

final class ListsTests: XCTestCase, @unchecked Sendable {
    @MainActor func testASyncFillsTheListsAndTellsHowFarItIs() async throws {
        let sandbox = try await Sandbox()
        let net = HandNet()
        let phone = try Phone(sandbox.issuer, http: net)
        let lists = phone.app.lists()
        await lists.load()
        XCTAssertTrue(lists.isLoaded)
        XCTAssertEqual(lists.rows, [])
        // Held in the middle, so that it can be looked at.
        let middle = HoldUp()
        net.answer { request, send in
            if request.url.contains("/status/") { middle.hold() }
            return try send(request)
        }
        let syncing = Task { await lists.sync() }
        try await eventually("progress") { lists.total > 1 ? true : nil }
        XCTAssertTrue(lists.isSyncing)
        XCTAssertLessThan(lists.done, lists.total)
        net.answer(nil)
        middle.letGo()
        try await bounded("the end of the sync") { await syncing.value }
        XCTAssertEqual(lists.done, lists.total)
        XCTAssertGreaterThan(lists.bytes, 0)
        XCTAssertEqual(lists.newsTone, .good)
        XCTAssertEqual(lists.rows.first?.name, "信任列表")
        XCTAssertGreaterThan(lists.rows.count, 2)
        XCTAssertEqual(Set(lists.rows.map(\.tone)), [.good])
    }

    @MainActor func testABundleFromAFileIsTakenInWithoutANetwork() async throws {
        let root = PublicKey(
            jwk: try String(
                contentsOf: Surroundings.vectors.appendingPathComponent("lists/root.jwk"),
                encoding: .utf8))
        // The time of the vectors' lists.
        let time = HandTime(Date(timeIntervalSince1970: 1_800_000_000))
        let nowhere = IssuerSettings(address: "http://127.0.0.1:9", root: root)
        let phone = try Phone(nowhere, time: time)
        let lists = phone.app.lists()
        await lists.importBundle(Surroundings.vectors.appendingPathComponent("lists/bundle.json"))
        XCTAssertNil(lists.problem)
        XCTAssertEqual(lists.news, Words(.zh)[.upToDate])
        XCTAssertFalse(lists.rows.isEmpty)
        let scanner = phone.app.scanner()
        await scanner.load()
        XCTAssertFalse(scanner.scenes.isEmpty)
    }

    @MainActor func testAFileThatIsNoBundleIsRefusedInWords() async throws {
        let sandbox = try await Sandbox()
        let phone = try Phone(sandbox.issuer)
        await phone.sync()
        let lists = phone.app.lists()
        await lists.load()
        let before = lists.rows
        let folder = try TemporaryFolder()
        let picture = folder.url.appendingPathComponent("picture.png")
        try Data([0x89, 0x50, 0x4E, 0x47]).write(to: picture)
        for file in [picture, folder.url.appendingPathComponent("missing"), folder.url] {
            await lists.importBundle(file)
            XCTAssertEqual(lists.problem?.code, .bundleRefused, file.lastPathComponent)
            XCTAssertEqual(lists.problem?.wayOut, .otherInput)
        }
        XCTAssertEqual(lists.rows, before)
    }

    @MainActor func testWithoutAnIssuerEveryScreenLeadsToTheSettingsAndASavedOneIsUsed()
        async throws
    {
        let phone = try Phone(nil, language: .en)
        let (cards, lists, scanner) = (phone.app.cards(), phone.app.lists(), phone.app.scanner())
        await cards.start(isOnline: true)
        await lists.sync()
        await scanner.load()
        for problem in [cards.problem, lists.problem, scanner.problem] {
            XCTAssertEqual(problem?.wayOut, .settings)
            XCTAssertEqual(problem?.text, Words(.en)[.noIssuer])
        }
        phone.app.leave(.settings)
        XCTAssertEqual(phone.app.memory.contents.tab, .settings)

        let sandbox = try await Sandbox()
        let settings = phone.app.settingsScreen()
        settings.address = " \(sandbox.issuer.address)/ "
        settings.root = "\(sandbox.issuer.root.jwk)\n"
        phone.app.memory.contents.path = [.enroll]
        settings.save()
        XCTAssertEqual(phone.app.memory.contents.path, [], "what was open is of the old issuer")
        XCTAssertEqual(settings.news, Words(.en)[.issuerSaved])
        XCTAssertEqual(phone.app.settings.issuer, sandbox.issuer)
        await phone.sync()
    }

    @MainActor func testSettingsOutliveTheProcessAndTheFirstLanguageIsThePhones() async throws {
        XCTAssertEqual(AppSettings(MemoryStore(), preferred: "zh-Hans-CN").language, .zh)
        XCTAssertEqual(AppSettings(MemoryStore(), preferred: "fr-FR").language, .en)
        XCTAssertNil(AppSettings(MemoryStore(), preferred: nil).issuer)
        XCTAssertEqual(
            AppSettings(MemoryStore(), preferred: nil, builtRoot: "{}").issuer?.root.jwk, "{}")
        let store = MemoryStore()
        let settings = AppSettings(store, preferred: "en")
        settings.language = .zh
        settings.largePrint = true
        settings.isWelcomed = true
        settings.address = "https://issuer.example"
        settings.root = "{}"
        let again = AppSettings(store, preferred: "en", builtRoot: "another")
        XCTAssertEqual(again.language, .zh)
        XCTAssertTrue(again.largePrint && again.isWelcomed)
        XCTAssertEqual(again.issuer, settings.issuer)
    }

    @MainActor func testAnOfferThatIsTappedOpensTheEnrollmentAndOtherLinksOpenNothing() async throws
    {
        let phone = try Phone(nil)
        for link in ["https://example.org", "essc://x"] {
            phone.app.openLink(try XCTUnwrap(URL(string: link)))
        }
        XCTAssertEqual(phone.app.memory.contents, Memory.Contents())
        let offer = "openid-credential-offer://?credential_offer=x"
        phone.app.openLink(try XCTUnwrap(URL(string: offer)))
        XCTAssertEqual(phone.app.memory.contents.path, [.enroll])
        XCTAssertEqual(phone.app.memory.contents.offer, offer)
    }
}
