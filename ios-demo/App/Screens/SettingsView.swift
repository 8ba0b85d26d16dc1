// Language, large print, the issuer, and how well keys are kept.

import DemoKit
import Essc
import SwiftUI

struct SettingsView: View {
    let app: AppModel
    @State private var model: SettingsModel

    init(app: AppModel) {
        self.app = app
        _model = State(initialValue: app.settingsScreen())
    }

    private var words: Words { app.words }

    var body: some View {
        @Bindable var settings = app.settings
        ScreenFrame(title: words[.settingsTitle]) {
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { await model.solve($0) }
            }
            if let news = model.news { Banner(tone: .good, text: news) }
            Panel {
                Text(verbatim: words[.languageLabel]).bold()
                Picker(words[.languageLabel], selection: $settings.language) {
                    Text(verbatim: words[.languageZh]).tag(Language.zh)
                    Text(verbatim: words[.languageEn]).tag(Language.en)
                }
                .pickerStyle(.segmented)
            }
            Panel {
                Toggle(isOn: $settings.largePrint) {
                    Text(verbatim: words[.largePrint]).bold()
                    Text(verbatim: words[.largePrintLead])
                }
            }
            Panel {
                Text(verbatim: words[.keysLabel]).bold()
                if model.keys.isEmpty {
                    Text(verbatim: words[.noKeys]).font(.subheadline).foregroundStyle(Paint.faint)
                }
                ForEach(model.keys) { key in
                    VStack(alignment: .leading, spacing: 6) {
                        Text(verbatim: key.card)
                        Banner(tone: key.tone, text: key.proved.joined(separator: "\n"))
                        ForEach(key.details, id: \.self) { detail in
                            Text(verbatim: detail).font(.subheadline).foregroundStyle(Paint.faint)
                        }
                    }
                    .accessibilityElement(children: .combine)
                }
                if model.isTest && !model.keys.isEmpty {
                    Text(verbatim: words[.provedForTests])
                        .font(.subheadline).foregroundStyle(Paint.faint)
                }
            }
            Panel {
                Text(verbatim: words[.reEnroll]).bold()
                Text(verbatim: words[.reEnrollLead]).font(.subheadline).foregroundStyle(Paint.faint)
                Button(words[.reEnroll]) { app.go(.enroll) }.buttonStyle(.lesser)
            }
            issuer
        }
        .task(id: app.settings.issuer) { await model.load() }
    }

    private var issuer: some View {
        Panel {
            Text(verbatim: words[.issuerLabel]).bold()
            Text(verbatim: words[.issuerAddress]).font(.subheadline).foregroundStyle(Paint.faint)
                .accessibilityHidden(true)
            TextField("", text: $model.address)
                .modifier(PlainField(name: words[.issuerAddress]))
                .keyboardType(.URL)
            Text(verbatim: words[.issuerRoot]).font(.subheadline).foregroundStyle(Paint.faint)
                .accessibilityHidden(true)
            TextField("", text: $model.root)
                .modifier(PlainField(name: words[.issuerRoot]))
            Button(words[.save]) { model.save() }.buttonStyle(.lesser)
        }
    }
}
