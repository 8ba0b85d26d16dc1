// A venue asks: who, how much, for what. Sign or decline.

import DemoKit
import Essc
import SwiftUI

struct ConsentView: View {
    let app: AppModel
    @State private var model: ConsentModel

    init(app: AppModel, card: CardID, request: String) {
        self.app = app
        _model = State(initialValue: app.consent(card: card, request: request))
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.consentTitle]) {
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { await model.solve($0, app) }
            } else if let asked = model.asked {
                question(asked)
            } else {
                ProgressView(words[.working])
            }
        } foot: {
            if let asked = model.asked {
                if asked.refusal == nil {
                    Button(words[.agree]) { model.agree(app) }.buttonStyle(.main)
                }
                Button(words[.decline]) { app.back() }.buttonStyle(.lesser)
            }
        }
        .task { await model.load() }
    }

    @ViewBuilder
    private func question(_ asked: Asked) -> some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(verbatim: asked.venue).font(.title.bold())
            Text(verbatim: words[.asksYou]).foregroundStyle(Paint.faint)
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isHeader)
        if let amount = asked.amount {
            Panel {
                Text(verbatim: words[.amount]).font(.subheadline).foregroundStyle(Paint.faint)
                Text(verbatim: amount).font(.largeTitle.bold()).monospacedDigit()
            }
            .accessibilityElement(children: .combine)
        }
        // What signing gives away, or why it can't be signed, is above the buttons in large print too.
        if let refusal = asked.refusal {
            Banner(tone: .bad, text: refusal)
        } else if !asked.willDisclose.isEmpty {
            Panel { Fact(name: words[.venueWillSee], value: asked.willDisclose) }
        }
        Panel {
            Fact(name: words[.forWhat], value: asked.sceneName)
            if let purpose = asked.purpose { Fact(name: words[.purpose], value: purpose) }
            Fact(name: words[.vouchedBy], value: asked.vouchedBy)
            Fact(name: words[.place], value: asked.place)
            Fact(name: words[.answerBy], value: asked.until)
        }
    }
}
