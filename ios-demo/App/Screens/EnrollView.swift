// A card comes onto this phone.

import DemoKit
import SwiftUI

struct EnrollView: View {
    let app: AppModel
    @State private var model: EnrollModel

    init(app: AppModel) {
        self.app = app
        _model = State(initialValue: app.enroll())
    }

    private var words: Words { app.words }

    var body: some View {
        ScreenFrame(title: words[.enrollTitle]) {
            switch model.step {
            case .input: input
            case .working: working
            case .done: done
            }
        } foot: {
            if model.step == .input {
                Button(words[.enroll]) { Task { await model.enroll() } }
                    .buttonStyle(.main)
                    .disabled(!model.isReady)
            }
        }
        .onAppear { model.load() }
        .sheet(isPresented: $model.isCapturing) {
            CaptureView(app: app, title: words[.scanOffer], hint: words[.aimAtOffer]) { text in
                model.captured(text)
            }
        }
    }

    @ViewBuilder private var input: some View {
        Text(verbatim: words[.enrollLead]).foregroundStyle(Paint.faint)
        if let problem = model.problem {
            ProblemBanner(problem: problem, words: words) { await model.solve($0, app) }
        }
        VStack(alignment: .leading, spacing: 6) {
            Text(verbatim: words[.offerLabel]).font(.subheadline).foregroundStyle(Paint.faint)
                .accessibilityHidden(true)
            TextField(words[.offerHint], text: $model.offer, axis: .vertical)
                .lineLimit(1...4)
                .modifier(PlainField(name: words[.offerLabel]))
                .keyboardType(.URL)
        }
        HStack(spacing: 10) {
            Button(words[.paste], action: paste).buttonStyle(.lesser)
            Button(words[.scanOffer]) { model.isCapturing = true }.buttonStyle(.lesser)
        }
        if let issuer = model.issuer {
            Text(verbatim: words.offeredBy(issuer)).font(.subheadline).foregroundStyle(Paint.faint)
        }
        if let digits = model.txCodeLength {
            VStack(alignment: .leading, spacing: 6) {
                Text(verbatim: words.txCodeLabel(digits)).font(.subheadline)
                    .foregroundStyle(Paint.faint)
                    .accessibilityHidden(true)
                TextField("", text: $model.txCode)
                    .font(.title3.monospacedDigit())
                    .modifier(PlainField(name: words.txCodeLabel(digits)))
                    .keyboardType(.numberPad)
                    .textContentType(.oneTimeCode)
            }
        }
    }

    private var working: some View {
        Panel {
            ProgressView().frame(maxWidth: .infinity)
            Text(verbatim: words[.enrollWorking])
        }
        .accessibilityElement(children: .combine)
    }

    @ViewBuilder private var done: some View {
        VStack(spacing: 14) {
            Image(systemName: "checkmark.circle.fill")
                .font(.system(size: 96))
                .foregroundStyle(Paint.ink(.good))
                .accessibilityHidden(true)
            Text(verbatim: words[.enrollDone]).font(.title.bold()).accessibilityAddTraits(.isHeader)
            Text(verbatim: words[.enrollDoneLead]).foregroundStyle(Paint.faint)
            Button(words[.seeCards]) { app.back() }.buttonStyle(.main)
        }
        .multilineTextAlignment(.center)
        .frame(maxWidth: .infinity)
        .onAppear { AccessibilityNotification.Announcement(words[.enrollDone]).post() }
    }

    private func paste() {
        guard let text = UIPasteboard.general.string else { return }
        model.offer = text
    }
}

/// A field on the surface, without the system's ideas of what was meant.
struct PlainField: ViewModifier {
    let name: String

    func body(content: Content) -> some View {
        content
            .autocorrectionDisabled()
            .textInputAutocapitalization(.never)
            .padding(14)
            .background(Paint.surface, in: .rect(cornerRadius: 12))
            .overlay { RoundedRectangle(cornerRadius: 12).strokeBorder(Paint.line) }
            .accessibilityLabel(Text(verbatim: name))
    }
}
