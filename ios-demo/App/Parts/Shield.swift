// Keeps what the app shows from whoever else sees the screen: one place, around each window.

import DemoKit
import SwiftUI

/// Covers its content in the app switcher, and while the screen is recorded or mirrored. It goes around
/// the root of every window and around every sheet, which lies over that.
struct Shield: ViewModifier {
    let app: AppModel
    @State private var privacy: Privacy
    @Environment(\.scenePhase) private var phase
    @Environment(\.isSceneCaptured) private var isSceneCaptured

    init(app: AppModel) {
        self.app = app
        _privacy = State(initialValue: app.privacy())
    }

    func body(content: Content) -> some View {
        content
            .accessibilityHidden(privacy.cover != nil)
            .overlay {
                if privacy.cover != nil { cover }
            }
            .onChange(of: phase, initial: true) { privacy.isInFront = phase == .active }
            .onChange(of: isSceneCaptured, initial: true) {
                privacy.isSceneCaptured = isSceneCaptured
            }
    }

    private var cover: some View {
        VStack(spacing: 16) {
            Image(systemName: "eye.slash")
                .font(.system(size: 48))
                .accessibilityHidden(true)
            if let text = privacy.text(app.words) {
                Text(verbatim: text).multilineTextAlignment(.center)
            }
        }
        .padding(32)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .foregroundStyle(Paint.faint)
        .background(Paint.ground)
        .ignoresSafeArea()
    }
}
