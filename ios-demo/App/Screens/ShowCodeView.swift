// A card's code: choose where, read what it tells, show it.

import DemoKit
import Essc
import SwiftUI

struct ShowCodeView: View {
    let app: AppModel
    @State private var model: CodeModel
    @Environment(\.scenePhase) private var phase

    init(app: AppModel, card: CardID, request: String?) {
        self.app = app
        _model = State(initialValue: app.code(card: card, request: request))
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.codeTitle], warning: model.isTest ? words[.sandbox] : nil) {
            if let problem = model.problem {
                ProblemBanner(problem: problem, words: words) { model.solve($0, app) }
            }
            if let warning = model.clockWarning { Banner(tone: .caution, text: warning) }
            if model.step == .scenes { picker } else { chosen }
        } foot: {
            if model.step == .confirm || model.step == .over {
                Button(words[.showNow]) { model.start() }.buttonStyle(.main)
            }
        }
        .task {
            await model.load()
            if model.mustAsk { model.askAgain(app) }
        }
        .onDisappear { model.hide() }
        .onChange(of: phase) { follow(phase) }
        .sheet(isPresented: $model.isCapturing) {
            CaptureView(app: app, title: words[.answerVenue], hint: words[.aimAtRequest]) { text in
                model.captured(text, app)
            }
        }
    }

    @ViewBuilder private var picker: some View {
        Text(verbatim: words[.pickScene]).font(.title3.bold()).accessibilityAddTraits(.isHeader)
        ForEach(model.scenes) { scene in
            Button {
                model.choose(scene.code)
            } label: {
                Panel {
                    Text(verbatim: scene.name).bold()
                        .foregroundStyle(scene.refusal == nil ? Paint.ink : Paint.faint)
                    // A scene that can't be used says why at once, in words.
                    Text(verbatim: below(scene)).font(.subheadline).foregroundStyle(Paint.faint)
                }
                .multilineTextAlignment(.leading)
            }
            .buttonStyle(.plain)
            .accessibilityLabel(Text(verbatim: "\(scene.name), \(below(scene))"))
        }
    }

    @ViewBuilder private var chosen: some View {
        Text(verbatim: model.scene?.name ?? "").font(.title3.bold())
            .accessibilityAddTraits(.isHeader)
        if model.step == .showing {
            TimelineView(.periodic(from: .now, by: 1)) { timeline in code(at: timeline.date) }
        }
        if model.step == .over {
            Text(verbatim: words[.codeOver]).foregroundStyle(Paint.faint)
        }
        Panel {
            Fact(
                name: model.step == .showing ? words[.venueSees] : words[.venueWillSee],
                value: model.discloses)
        }
        .privacySensitive()
        if model.step == .showing, model.isOffline { Banner(tone: .neutral, text: words[.offline]) }
        Button(words[.anotherScene]) { model.pickAnother(app) }.buttonStyle(.lesser)
    }

    @ViewBuilder
    private func code(at now: Date) -> some View {
        VStack(spacing: 12) {
            switch model.content(at: now) {
            case .code(let symbol, let secondsLeft):
                picture(symbol)
                Text(verbatim: remaining(secondsLeft)).bold().monospacedDigit()
                ProgressView(value: Double(secondsLeft), total: model.secondsOf)
                    .accessibilityHidden(true)
            case .covered, .ended:
                Text(verbatim: words[.codeHidden])
                    .foregroundStyle(Paint.faint)
                    .frame(maxWidth: .infinity, minHeight: 240)
            case .waiting:
                ProgressView(words[.working]).frame(maxWidth: .infinity, minHeight: 240)
            case .failed(let text):
                Text(verbatim: text)
            }
        }
    }

    /// From edge to edge: scanners at a counter are glad of every millimetre.
    @ViewBuilder
    private func picture(_ symbol: QRCode) -> some View {
        if let image = symbol.cgImage() {
            Image(decorative: image, scale: 1)
                .interpolation(.none)
                .resizable()
                .aspectRatio(1, contentMode: .fit)
                .padding(.horizontal, -16)
                .privacySensitive()
                .accessibilityElement()
                .accessibilityLabel(Text(verbatim: words.codePicture(model.scene?.name ?? "")))
                .accessibilityAddTraits(.isImage)
        }
    }

    private func remaining(_ seconds: Int) -> String {
        model.rotates ? words.newCodeIn(seconds) : words.hiddenIn(seconds)
    }

    private func below(_ scene: SceneChoice) -> String {
        scene.refusal ?? (scene.needsRequest ? words[.needsRequest] : scene.willDisclose)
    }

    private func follow(_ phase: ScenePhase) {
        switch phase {
        case .active: model.comeBack()
        case .inactive: model.cover()
        case .background: model.leave()
        @unknown default: model.leave()
        }
    }
}
