// A card as it is recognised from afar: city, owner, state, until when it works offline.

import DemoKit
import SwiftUI

/// A card of this phone.
struct CardFaceView: View {
    let card: CardRow
    let words: Words

    var body: some View {
        CardShape(isAwake: card.canShow) {
            Text(verbatim: card.city).font(.title2.bold())
            Text(verbatim: "\(words[.cardName]) · \(card.owner)").font(.subheadline)
            Chip(tone: card.tone, text: card.state).padding(.vertical, 8)
            // A card that can't be shown works nowhere, whatever its end.
            if card.canShow {
                Text(verbatim: words[.offlineUntil]).font(.subheadline)
                Text(verbatim: card.offlineUntil).bold()
            }
            Text(verbatim: "\(words[.functionsLabel])  \(card.functions)").font(.subheadline)
        }
        .accessibilityElement(children: .combine)
    }
}

/// The ground of a card.
struct CardShape<Content: View>: View {
    let isAwake: Bool
    @ViewBuilder let content: Content

    var body: some View {
        VStack(alignment: .leading, spacing: 4) { content }
            .foregroundStyle(Color(patches[0].ink))
            .padding(20)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(
                LinearGradient(
                    colors: patches.map { Color($0.ground) }, startPoint: .topLeading,
                    endPoint: .bottomTrailing),
                in: .rect(cornerRadius: 20))
    }

    private var patches: [Patch] { isAwake ? Palette.card : Palette.cardAsleep }
}
