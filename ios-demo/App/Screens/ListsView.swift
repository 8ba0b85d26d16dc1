// The lists that verifying rests on.

import DemoKit
import SwiftUI
import UniformTypeIdentifiers

struct ListsView: View {
    let app: AppModel
    @State private var model: ListsModel

    init(app: AppModel) {
        self.app = app
        _model = State(initialValue: app.lists())
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.listsTitle]) {
            Text(verbatim: words[.listsLead]).foregroundStyle(Paint.faint)
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { await model.solve($0, app) }
            }
            if let news = model.news { Banner(tone: model.newsTone, text: news) }
            if model.isSyncing { progress }
            if model.isLoaded, model.rows.isEmpty {
                Panel { Text(verbatim: words[.noListsYet]) }
            }
            ForEach(model.rows) { row in
                Panel {
                    ViewThatFits(in: .horizontal) {
                        HStack { title(row) }
                        VStack(alignment: .leading) { title(row) }
                    }
                    Text(verbatim: "\(row.age) · \(words.validUntil(row.until))")
                        .font(.subheadline)
                        .foregroundStyle(Paint.faint)
                }
                .accessibilityElement(children: .combine)
            }
            Button(words[.sync]) { Task { await model.sync() } }
                .buttonStyle(.main)
                .disabled(model.isSyncing)
            Button(words[.importBundle]) { model.isPicking = true }
                .buttonStyle(.lesser)
                .disabled(model.isSyncing)
        }
        .task { await model.load() }
        .fileImporter(isPresented: $model.isPicking, allowedContentTypes: [.item]) { picked in
            if case .success(let file) = picked { Task { await take(file) } }
        }
    }

    @ViewBuilder
    private func title(_ row: ListRow) -> some View {
        Text(verbatim: row.name).bold()
        Spacer(minLength: 8)
        Chip(tone: row.tone, text: row.freshness)
    }

    private var progress: some View {
        let text = words.syncing(model.done, total: model.total, bytes: model.bytes)
        return Panel {
            ProgressView(value: Double(model.done), total: Double(max(model.total, 1)))
                .accessibilityHidden(true)
            Text(verbatim: text).font(.subheadline).foregroundStyle(Paint.faint)
        }
    }

    /// A file of another app's is readable between these two calls.
    private func take(_ file: URL) async {
        let isGranted = file.startAccessingSecurityScopedResource()
        await model.importBundle(file)
        if isGranted { file.stopAccessingSecurityScopedResource() }
    }
}
