// What screens are made of: a frame, panels, banners, problems with their button.

import DemoKit
import SwiftUI

/// The frame of a screen: the sandbox's warning, content that scrolls, what stays below.
struct ScreenFrame<Content: View, Foot: View>: View {
    let title: String
    /// What is said across the top of a sandbox's screen.
    var warning: String?
    @ViewBuilder let content: Content
    @ViewBuilder let foot: Foot

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) { content }
                .padding(16)
                .frame(maxWidth: .infinity, alignment: .leading)
        }
        .safeAreaInset(edge: .top, spacing: 0) {
            if let warning {
                Text(verbatim: warning)
                    .font(.footnote.bold())
                    .multilineTextAlignment(.center)
                    .foregroundStyle(Paint.ink(.caution))
                    .frame(maxWidth: .infinity)
                    .padding(6)
                    .background(Paint.ground(.caution))
            }
        }
        .safeAreaInset(edge: .bottom, spacing: 0) {
            VStack(spacing: 10) { foot }.padding(.horizontal, 16).padding(.vertical, 8)
        }
        .background(Paint.ground)
        .foregroundStyle(Paint.ink)
        .navigationTitle(Text(verbatim: title))
    }
}

extension ScreenFrame where Foot == EmptyView {
    init(title: String, warning: String? = nil, @ViewBuilder content: () -> Content) {
        self.init(title: title, warning: warning, content: content, foot: { EmptyView() })
    }
}

/// A panel on the ground.
struct Panel<Content: View>: View {
    @ViewBuilder let content: Content

    var body: some View {
        VStack(alignment: .leading, spacing: 8) { content }
            .padding(16)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Paint.surface, in: .rect(cornerRadius: 18))
    }
}

/// A piece of news in the colours of its tone.
struct Banner: View {
    let tone: Tone
    let text: String

    var body: some View {
        Text(verbatim: text)
            .foregroundStyle(Paint.ink(tone))
            .padding(14)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Paint.ground(tone), in: .rect(cornerRadius: 14))
    }
}

/// A problem, and the one button that leads on.
struct ProblemBanner: View {
    let problem: Problem
    let words: Words
    let solve: @MainActor (WayOut) async -> Void

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            Text(verbatim: problem.text).accessibilityAddTraits(.isHeader)
            Button(problem.button(words)) {
                Task { await solve(problem.wayOut) }
            }
            .buttonStyle(.on(Paint.ground(.bad), Paint.ink(.bad)))
        }
        .foregroundStyle(Paint.ink(.bad))
        .padding(14)
        .background(Paint.ground(.bad), in: .rect(cornerRadius: 14))
        .onAppear { AccessibilityNotification.Announcement(problem.text).post() }
    }
}

/// A word in a patch.
struct Chip: View {
    let tone: Tone
    let text: String

    var body: some View {
        Text(verbatim: text)
            .font(.subheadline.bold())
            .foregroundStyle(Paint.ink(tone))
            .padding(.horizontal, 12)
            .padding(.vertical, 4)
            .background(Paint.ground(tone), in: .capsule)
    }
}

/// A name, and below it what it is.
struct Fact: View {
    let name: String
    let value: String

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(verbatim: name).font(.subheadline).foregroundStyle(Paint.faint)
            Text(verbatim: value).bold()
        }
        .accessibilityElement(children: .combine)
    }
}
