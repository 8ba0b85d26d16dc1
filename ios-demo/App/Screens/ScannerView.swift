// A venue's scanner: the camera's picture, and over it the verdict, as large as the screen.

import DemoKit
import Essc
import SwiftUI

struct ScannerView: View {
    let app: AppModel
    @State private var model: ScannerModel
    @Environment(\.scenePhase) private var phase

    init(app: AppModel) {
        self.app = app
        _model = State(initialValue: app.scanner())
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.scannerTitle]) {
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { model.solve($0, app) }
            }
            if model.scene != nil {
                Picker(words[.scene], selection: $model.sceneCode) {
                    ForEach(model.scenes) { scene in
                        Text(verbatim: scene.name).tag(Optional(scene.code))
                    }
                }
                .pickerStyle(.navigationLink)
                .padding(14)
                .background(Paint.surface, in: .rect(cornerRadius: 14))
                Finder(
                    camera: app.platform.camera, isDenied: model.isCameraDenied, words: words)
                Text(verbatim: words[.scannerHint]).foregroundStyle(Paint.faint)
            }
        }
        // What lies under the verdict is not for a screen reader.
        .accessibilityHidden(model.verdict != nil)
        .overlay {
            if let verdict = model.verdict {
                VerdictView(verdict: verdict, words: words) { model.next() }
            }
        }
        .toolbar(model.verdict == nil ? .automatic : .hidden, for: .navigationBar, .tabBar)
        .task(id: phase) {
            // The camera looks while the app is in front, and after a yes in the system's settings.
            guard phase == .active else { return }
            await model.load()
            await model.watch()
        }
    }
}
