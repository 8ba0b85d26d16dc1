import Essc
import Observation
import XCTest

/// What is heard of a wallet by those who listen.
final class WalletChangesTests: XCTestCase {
    func testWhoListensHearsEachChangeOfTheCards() async throws {
        let stage = try await EnrolledWallet()
        var updates = stage.wallet.cardUpdates.makeAsyncIterator()
        let first = await updates.next()
        XCTAssertEqual(first?.map(\.id), [stage.card], "the cards as they are, at once")
        stage.keys.invalidate("essc.\(stage.card).everyday")
        let told = await code { try await stage.scan() }
        XCTAssertEqual(told, .keyInvalidated)
        let dead = await updates.next()
        XCTAssertEqual(dead?.map(\.state), [.needsReEnrollment(why: .keyInvalidated)])
        try await stage.wallet.forget(stage.card)
        let none = await updates.next()
        XCTAssertEqual(none, [])
    }

    func testEachThingThatHappensIsToldToEveryListenerInItsOrder() async throws {
        let stage = try await EnrolledWallet("to_lose")
        let (wallet, card) = (stage.wallet, stage.card)
        var (one, other) = (wallet.events.makeAsyncIterator(), wallet.events.makeAsyncIterator())
        try await wallet.setNickname("妈妈的卡", of: card)
        XCTAssertEqual(wallet.cards.map(\.nickname), ["妈妈的卡"])
        try stage.sandbox.operate("cards/loss", stage.sandbox.holder("to_lose").cardNumber)
        let refreshed = try await wallet.refreshCard(card)
        XCTAssertEqual(refreshed.card, card)
        try await wallet.forget(card)
        var heard: [WalletEvent] = []
        for _ in 0..<4 {
            let (first, second) = (await one.next(), await other.next())
            XCTAssertEqual(second, first)
            heard.append(try XCTUnwrap(first))
        }
        guard case .refreshFailed(card, let refusal) = heard.remove(at: 1) else {
            return XCTFail("\(heard)")
        }
        XCTAssertEqual(refusal.code, .cardSuspended)
        XCTAssertEqual(
            heard,
            [
                .renamed(card: card), .stateChanged(card: card, state: .suspended),
                .removed(card: card),
            ])
    }

    func testTheStreamsEndWithTheWallet() async throws {
        let folder = try TemporaryFolder()
        let config = WalletConfig(
            directory: folder.fresh(), trustListURL: "https://card.example/trust-list",
            root: try Repository.root())
        var wallet: Wallet? = try await Wallet(
            config, ports: WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets()))
        let (cards, events) = try (
            XCTUnwrap(wallet?.cardUpdates), XCTUnwrap(wallet?.events)
        )
        wallet = nil
        var heard = 0
        for await _ in cards { heard += 1 }
        for await _ in events { heard += 1 }
        XCTAssertEqual(heard, 1, "the cards as they were")
    }

    func testACardHasItsHoldersMaskedNameAndNumber() async throws {
        let stage = try await EnrolledWallet()
        let face = try XCTUnwrap(stage.wallet.cards.first?.face)
        // A made-up person of the sandbox.
        XCTAssertEqual(face.name, "测**")
        XCTAssertTrue(face.number.contains("*"), face.number)
    }

    func testTwoAccountsAreTwoWalletsAndOneIsDestroyedForGood() async throws {
        let (folder, sandbox) = (try TemporaryFolder(), try Sandbox())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        func config(_ account: String) -> WalletConfig {
            WalletConfig(
                directory: folder.url.appendingPathComponent(account), account: account,
                trustListURL: sandbox.trustList, root: sandbox.root, isSandbox: true,
                hardware: .any, language: .en)
        }
        let mother = try await Wallet(config("mother"), ports: ports)
        var child: Wallet? = try await Wallet(config("child"), ports: ports)
        for (wallet, role) in [(mother, "adult"), (child, "elder")] {
            let holder = try sandbox.holder(role)
            try await wallet?.enroll(holder.offer, transactionCode: holder.txCode)
        }
        let open = await code { try await Wallet.destroy(config("child"), ports: ports) }
        XCTAssertEqual(open, .inUse)
        child = nil
        try await Wallet.destroy(config("child"), ports: ports)
        child = try await Wallet(config("child"), ports: ports)
        XCTAssertEqual(child?.cards, [])
        XCTAssertEqual(mother.cards.map(\.state), [.active])
    }

    func testTheLogGoesToTheAppUntilItIsStopped() async throws {
        let (folder, sandbox) = (try TemporaryFolder(), try Sandbox())
        let ports = WalletPorts(keys: SoftwareKeyStore(), secrets: MemorySecrets())
        let config = sandbox.walletConfig(in: folder.fresh())
        let holder = try sandbox.holder("adult")
        do {
            let wallet = try await Wallet(config, ports: ports)
            try await wallet.enroll(holder.offer, transactionCode: holder.txCode)
        }
        let lines = Tally()
        LibraryLog.send(from: .warning) { line in
            XCTAssertFalse(line.message.isEmpty || line.module.isEmpty)
            lines.count()
        }
        // Lists that another root signed are not used, and the log says so.
        let other = WalletConfig(
            directory: config.directory, trustListURL: config.trustListURL,
            root: try Repository.root(), isSandbox: true, hardware: .any)
        _ = try await Wallet(other, ports: ports)
        XCTAssertGreaterThan(lines.total, 0)
        LibraryLog.stop()
        let heard = lines.total
        _ = try await Wallet(other, ports: ports)
        XCTAssertEqual(lines.total, heard)
    }

    func testAnObservableWalletFollowsTheCards() async throws {
        let stage = try await EnrolledWallet()
        try await Self.observe(stage.wallet, stage.card)
    }

    @MainActor private static func observe(_ wallet: Wallet, _ card: CardID) async throws {
        let observed = ObservableWallet(wallet)
        XCTAssertEqual(observed.cards.map(\.id), [card])
        let (changes, changed) = AsyncStream<Void>.makeStream()
        try await wallet.forget(card)
        // Asked again after each change: it may have come before the question.
        while !withObservationTracking({ observed.cards.isEmpty }, onChange: { changed.yield() }) {
            for await _ in changes { break }
        }
        XCTAssertEqual(observed.cards, [])
    }
}
