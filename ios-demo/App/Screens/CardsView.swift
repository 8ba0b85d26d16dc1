// The cards on this phone.

import DemoKit
import Essc
import SwiftUI

struct CardsView: View {
    let app: AppModel
    @State private var model: CardsModel
    @State private var hasStarted = false

    init(app: AppModel) {
        self.app = app
        _model = State(initialValue: app.cards())
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.cardsTitle], warning: model.isTest ? words[.sandbox] : nil) {
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { await model.solve($0, app) }
            }
            if let warning = model.clockWarning { Banner(tone: .caution, text: warning) }
            if let news = model.news { Banner(tone: .good, text: news) }
            ForEach(model.cards) { card in
                CardFaceView(card: card, words: words)
                actions(card)
            }
            if !model.isLoaded { ProgressView(words[.working]) }
            if model.isLoaded, model.cards.isEmpty, model.problem == nil {
                Panel {
                    Text(verbatim: words[.noCards]).font(.title3.bold())
                    Text(verbatim: words[.noCardsLead]).foregroundStyle(Paint.faint)
                }
            }
            if model.cards.isEmpty {
                Button(words[.addCard]) { app.go(.enroll) }.buttonStyle(.main)
            } else {
                Button(model.isRefreshing ? words[.refreshing] : words[.refresh]) {
                    Task { await model.refresh() }
                }
                .buttonStyle(.lesser)
                .disabled(model.isRefreshing)
                Button(words[.addCard]) { app.go(.enroll) }.buttonStyle(.lesser)
            }
        }
        .refreshable { await model.refresh() }
        .task { await start() }
        .task(id: app.settings.issuer) { await model.follow() }
        .onChange(of: app.memory.contents.path) { Task { await model.load() } }
        .sheet(isPresented: $model.isCapturing) {
            CaptureView(app: app, title: words[.answerVenue], hint: words[.aimAtRequest]) { text in
                model.captured(text, app)
            }
        }
    }

    @ViewBuilder
    private func actions(_ card: CardRow) -> some View {
        if let advice = card.advice { Banner(tone: card.tone, text: advice) }
        if card.canShow {
            Button(words[.showCode]) { app.go(.code(card: card.id, request: nil)) }
                .buttonStyle(.main)
            Button(words[.answerVenue]) { model.capturingFor = card.id }.buttonStyle(.lesser)
        }
        if card.mustReEnroll {
            Button(words[.reEnroll]) { app.go(.enroll) }.buttonStyle(.main)
        }
    }

    private func start() async {
        if hasStarted { return await model.load() }
        hasStarted = true
        await model.start(isOnline: app.platform.network.isOnline)
    }
}
