// What happens to a wallet, on its way to those who listen.

import Foundation

/// Hears the core, and tells each listener of the event and of the cards as they are after it.
final class WalletChanges: WalletObserver, @unchecked Sendable {
    let events = Broadcast<WalletEvent>()
    let cards = Broadcast<[CardSummary]>()

    // All access to the variable holds the lock.
    private let lock = NSLock()
    // The core holds this object.
    private weak var wallet: CoreWallet?

    /// Asks this wallet for its cards from now on.
    func watch(_ wallet: CoreWallet) {
        lock.lock()
        defer { lock.unlock() }
        self.wallet = wallet
    }

    func happened(event: WalletEvent) throws {
        events.send { event }
        if let wallet = watched() { cards.send { wallet.cards() } }
    }

    private func watched() -> CoreWallet? {
        lock.lock()
        defer { lock.unlock() }
        return wallet
    }
}
