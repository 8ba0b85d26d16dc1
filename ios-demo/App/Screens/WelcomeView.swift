// What this app is, and that its cards are valid nowhere. The first screen, once.

import DemoKit
import SwiftUI

struct WelcomeView: View {
    let app: AppModel

    private static let symbols = ["wifi.slash", "eye", "lock.shield"]

    var body: some View {
        let words = app.words
        NavigationStack {
            ScreenFrame(title: words[.appName]) {
                CardShape(isAwake: true) {
                    Text(verbatim: words[.cardName]).font(.title2.bold())
                    Text(verbatim: words[.sandboxShort]).font(.subheadline).padding(.top, 48)
                }
                .accessibilityHidden(true)
                Text(verbatim: words[.welcomeTitle]).font(.title2.bold())
                    .accessibilityAddTraits(.isHeader)
                Text(verbatim: words[.welcomeLead]).foregroundStyle(Paint.faint)
                Banner(tone: .caution, text: words[.welcomeWarning])
                ForEach(Array(zip(Self.symbols, words.welcomePoints)), id: \.0) { symbol, point in
                    HStack(alignment: .top, spacing: 14) {
                        Image(systemName: symbol)
                            .font(.title2)
                            .foregroundStyle(Paint.accent)
                            .frame(width: 36)
                            .accessibilityHidden(true)
                        VStack(alignment: .leading, spacing: 2) {
                            Text(verbatim: point.title).bold()
                            Text(verbatim: point.lead).font(.subheadline)
                                .foregroundStyle(Paint.faint)
                        }
                    }
                    .accessibilityElement(children: .combine)
                }
            } foot: {
                Button(words[.welcomeStart]) { app.settings.isWelcomed = true }.buttonStyle(.main)
            }
        }
    }
}
