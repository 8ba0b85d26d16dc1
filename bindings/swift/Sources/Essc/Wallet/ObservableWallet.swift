// A wallet as SwiftUI watches it.

#if canImport(Observation)
    import Observation

    /// A wallet's cards as state of a screen: a view that reads ``cards`` is drawn again when they
    /// change, whoever changed them.
    @available(iOS 17, macOS 14, tvOS 17, watchOS 10, *)
    @MainActor @Observable
    public final class ObservableWallet {
        /// The cards on this phone, in the order of their enrolment.
        public private(set) var cards: [CardSummary]
        /// The wallet, for its calls.
        public nonisolated let wallet: Wallet

        @ObservationIgnored private var watch: Task<Void, Never>?

        /// Watches a wallet for as long as this object lives.
        public init(_ wallet: Wallet) {
            self.wallet = wallet
            cards = wallet.cards
            let updates = wallet.cardUpdates
            watch = Task { [weak self] in
                for await cards in updates { self?.cards = cards }
            }
        }

        deinit {
            watch?.cancel()
        }
    }
#endif
