// Codes one after the other, as long as somebody takes them.

extension WalletProtocol {
    /// A code for a scene, made off the calling thread: what ``present(card:scene:request:)`` does, for
    /// callers that must not block. Needs no network.
    ///
    /// - Parameters:
    ///   - card: The card to show.
    ///   - scene: What it is shown for, one of ``scenes(card:)``.
    ///   - request: The venue's request that the holder agreed to, from ``consent(text:)``.
    /// - Throws: ``EsscError``, as ``present(card:scene:request:)``.
    public func code(
        card: CardId, scene: SceneCode, request: VenueRequest? = nil
    ) async throws -> Code {
        try await offThread { try self.present(card: card, scene: scene, request: request) }
    }

    /// The codes to show for a scene: the first at once, each further one when the one before is to be
    /// replaced.
    ///
    /// One signature is made for each code that is taken, and none ahead. It ends when the task that
    /// takes the codes is cancelled, as SwiftUI does with a `task` whose view disappears.
    ///
    /// A masked or identity code, and one that answers a request, is made once and not renewed: the
    /// sequence ends when its time on the screen is over. Whoever shows codes hides the last one then.
    ///
    /// ```swift
    /// for try await code in wallet.codes(card: card, scene: 401) { show(code) }
    /// hide()
    /// ```
    ///
    /// - Parameters:
    ///   - card: The card to show.
    ///   - scene: What it is shown for, one of ``scenes(card:)``.
    ///   - request: The venue's request that the holder agreed to, from ``consent(text:)``.
    ///   - pace: Time; another than the device's for tests.
    public func codes(
        card: CardId, scene: SceneCode, request: VenueRequest? = nil,
        pace: CodeSequence.Pace = CodeSequence.Pace()
    ) -> CodeSequence {
        CodeSequence(isAnswer: request != nil, pace: pace) {
            try await self.code(card: card, scene: scene, request: request)
        }
    }
}

/// Codes that replace each other; see ``WalletProtocol/codes(card:scene:request:pace:)``.
public struct CodeSequence: AsyncSequence, Sendable {
    /// A code, with its QR symbol.
    public typealias Element = Code

    /// Time as the sequence needs it. Runs on while the phone sleeps: who comes back to the app sees a
    /// new code at once.
    public struct Pace: Sendable {
        /// The time now.
        public let now: @Sendable () -> ContinuousClock.Instant
        /// Waits until a time; throws when the task is cancelled.
        public let wait: @Sendable (ContinuousClock.Instant) async throws -> Void

        /// - Parameters:
        ///   - now: The time now.
        ///   - wait: Waits until a time; throws when the task is cancelled.
        public init(
            now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
            wait: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void = {
                try await Task.sleep(until: $0, clock: .continuous)
            }
        ) {
            self.now = now
            self.wait = wait
        }
    }

    private let isAnswer: Bool
    private let pace: Pace
    private let make: @Sendable () async throws -> Code

    /// - Parameters:
    ///   - isAnswer: Whether codes answer a request, which can be done once.
    ///   - pace: Time.
    ///   - make: Makes a code.
    init(
        isAnswer: Bool, pace: Pace = Pace(), make: @escaping @Sendable () async throws -> Code
    ) {
        self.isAnswer = isAnswer
        self.pace = pace
        self.make = make
    }

    /// Begins the codes for one consumer.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(codes: self)
    }

    /// Makes the codes of one consumer.
    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        private let codes: CodeSequence
        /// When the last code is to be replaced, and whether another may follow.
        private var last: (replaceAt: ContinuousClock.Instant, isOnly: Bool)?
        private var hasEnded = false

        fileprivate init(codes: CodeSequence) {
            self.codes = codes
        }

        /// The next code, when the one before is to be replaced; none after the last.
        ///
        /// - Throws: ``EsscError``. The sequence has ended then; a new one may be begun.
        public mutating func next() async throws -> Code? {
            guard !hasEnded, !Task.isCancelled else { return nil }
            // Whatever happens below, unless a code comes of it.
            hasEnded = true
            if let last {
                do { try await codes.pace.wait(last.replaceAt) } catch { return nil }
                if last.isOnly { return nil }
            }
            let code = try await codes.make()
            guard !Task.isCancelled else { return nil }
            let replaceAt = codes.pace.now().advanced(by: .seconds(code.rotateAfter))
            last = (replaceAt, codes.isAnswer || code.isShownOnce)
            hasEnded = false
            return code
        }
    }
}

extension Code {
    /// Whether the code names its holder. Such a code is made when the holder agrees, and never
    /// renewed by itself (docs/protocol.md §5).
    public var isShownOnce: Bool {
        switch discloses.profile {
        case .validity, .entitlement: false
        case .masked, .identity: true
        }
    }
}
