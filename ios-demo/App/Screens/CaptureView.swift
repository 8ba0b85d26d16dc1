// Scans one code and hands its text back: an offer, or a venue's request.

import DemoKit
import SwiftUI

struct CaptureView: View {
    let app: AppModel
    let title: String
    let hint: String
    /// Gets the text, or none when the user gave up.
    let done: @MainActor (String?) -> Void
    @State private var model: CaptureModel

    init(app: AppModel, title: String, hint: String, done: @escaping @MainActor (String?) -> Void) {
        self.app = app
        self.title = title
        self.hint = hint
        self.done = done
        _model = State(initialValue: app.capture())
    }

    var body: some View {
        NavigationStack {
            VStack(spacing: 14) {
                Finder(
                    camera: app.platform.camera, isDenied: model.isCameraDenied, words: app.words)
                Text(verbatim: hint).foregroundStyle(Paint.faint)
            }
            .padding(16)
            .frame(maxHeight: .infinity)
            .background(Paint.ground)
            .navigationTitle(Text(verbatim: title))
            .navigationBarTitleDisplayMode(.inline)
            .toolbar {
                ToolbarItem(placement: .cancellationAction) {
                    Button(app.words[.back]) { done(nil) }
                }
            }
        }
        // It is a sheet: over the window's own shield.
        .modifier(Shield(app: app))
        .task {
            if let text = await model.capture() { done(text) }
        }
    }
}
