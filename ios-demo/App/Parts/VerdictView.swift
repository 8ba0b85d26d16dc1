// The verdict: in colour, in shape and in words, readable across a counter.

import DemoKit
import Essc
import SwiftUI

/// Over the whole screen, until the next scan.
struct VerdictView: View {
    let verdict: VerdictFace
    let words: Words
    let next: @MainActor () -> Void

    @ScaledMetric private var mark = 132.0

    var body: some View {
        ScrollView {
            VStack(spacing: 18) {
                Image(systemName: symbol)
                    .resizable()
                    .scaledToFit()
                    .frame(width: min(mark, 200), height: min(mark, 200))
                    .accessibilityHidden(true)
                Text(verbatim: verdict.headline)
                    .font(.largeTitle.bold())
                    .accessibilityAddTraits(.isHeader)
                ForEach(verdict.reasons, id: \.self) { reason in
                    Text(verbatim: reason).font(.title3)
                }
                if verdict.isTest { Text(verbatim: words[.testCard]) }
                block(words[.seen], verdict.disclosed, font: .title3.bold())
                block(words[.basis], verdict.freshness, font: .body)
            }
            .multilineTextAlignment(.center)
            .frame(maxWidth: .infinity)
            .padding(20)
        }
        .safeAreaInset(edge: .bottom) {
            Button(words[.nextScan], action: next)
                .buttonStyle(.on(Color(patch.ground), Color(patch.ink)))
                .padding(20)
        }
        .foregroundStyle(Color(patch.ink))
        .background(Color(patch.ground))
        .accessibilityAddTraits(.isModal)
        .onAppear(perform: announce)
        .onChange(of: verdict.id) { announce() }
        .sensoryFeedback(trigger: verdict.id) { _, _ in
            verdict.outcome == .accepted ? .success : .error
        }
    }

    /// Lines under a heading, on a veil over the verdict's colour.
    @ViewBuilder
    private func block(_ title: String, _ lines: [String], font: Font) -> some View {
        if !lines.isEmpty {
            VStack(alignment: .leading, spacing: 4) {
                Text(verbatim: title).font(.subheadline)
                ForEach(lines, id: \.self) { line in
                    Text(verbatim: line).font(font)
                }
            }
            .multilineTextAlignment(.leading)
            .padding(14)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(.black.opacity(0.15), in: .rect(cornerRadius: 14))
            .accessibilityElement(children: .combine)
        }
    }

    private func announce() {
        AccessibilityNotification.Announcement(verdict.announcement).post()
    }

    private var patch: Patch {
        switch verdict.outcome {
        case .accepted: Palette.accepted
        case .rejected: Palette.rejected
        case .unreadable: Palette.unreadable
        }
    }

    /// A tick in a circle, a cross in an octagon, a question mark in a square: shapes before colours.
    private var symbol: String {
        switch verdict.outcome {
        case .accepted: "checkmark.circle.fill"
        case .rejected: "xmark.octagon.fill"
        case .unreadable: "questionmark.square.fill"
        }
    }
}
