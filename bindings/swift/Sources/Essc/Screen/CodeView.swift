// A code on a screen of Apple's systems. Drawing only: what is shown when is in CodeScreen.

#if canImport(SwiftUI)
    import SwiftUI

    #if canImport(UIKit)
        import UIKit
    #endif

    /// Shows a wallet's codes one after the other, with the seconds that each has left.
    ///
    /// Blank while the screen is recorded or mirrored and in the app switcher. Nothing is signed while
    /// the app is in the background.
    ///
    /// ```swift
    /// CodeView(wallet.codes(of: card, for: 401), language: .zh)
    /// ```
    public struct CodeView: View {
        private let codes: CodeSequence
        @State private var screen: CodeScreen
        @State private var isAway = false
        @Environment(\.scenePhase) private var phase

        /// - Parameters:
        ///   - codes: What to show.
        ///   - language: Of what the holder reads and hears.
        public init(_ codes: CodeSequence, language: Language = .preferred) {
            self.codes = codes
            _screen = State(initialValue: CodeScreen(language: language))
        }

        public var body: some View {
            TimelineView(.periodic(from: .now, by: 1)) { timeline in
                content(at: timeline.date)
                    .accessibilityElement(children: .ignore)
                    .accessibilityLabel(screen.accessibilityLabel(at: timeline.date))
            }
            // A prompt of the system's makes the app inactive, which must not stop the signature that
            // the prompt is for. The background does.
            .task(id: isAway) { await takeCodes() }
            .onChange(of: phase) { phase in
                screen.isInFront = phase == .active
                isAway = phase == .background
                if isAway { screen.leave() }
            }
            .modifier(CaptureWatch(isCaptured: $screen.isCaptured))
        }

        @ViewBuilder private func content(at now: Date) -> some View {
            switch screen.content(at: now) {
            case .waiting:
                ProgressView()
            case .covered, .ended:
                Color.clear
            case .code(let symbol, let secondsLeft):
                VStack {
                    if let image = symbol.cgImage() {
                        Image(decorative: image, scale: 1)
                            .interpolation(.none)
                            .resizable()
                            .aspectRatio(1, contentMode: .fit)
                    }
                    Text(verbatim: screen.countdown(secondsLeft))
                        .monospacedDigit()
                        .foregroundColor(.secondary)
                }
            case .failed(let text):
                Text(verbatim: text).multilineTextAlignment(.center)
            }
        }

        private func takeCodes() async {
            guard !isAway, screen.wantsCodes else { return }
            do {
                for try await code in codes { screen.show(code, at: .now) }
                if !Task.isCancelled { screen.end() }
            } catch {
                screen.fail(error)
            }
        }
    }

    /// Tells when the screen is recorded or mirrored.
    private struct CaptureWatch: ViewModifier {
        @Binding var isCaptured: Bool

        func body(content: Content) -> some View {
            #if os(iOS)
                content
                    .onAppear { isCaptured = UIScreen.main.isCaptured }
                    .onReceive(
                        NotificationCenter.default.publisher(
                            for: UIScreen.capturedDidChangeNotification)
                    ) { _ in
                        isCaptured = UIScreen.main.isCaptured
                    }
            #else
                // macOS tells nobody; a window's `sharingType` is the app's to set.
                content
            #endif
        }
    }
#endif
