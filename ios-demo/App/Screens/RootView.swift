// The four places of the app, and what lies above them.

import DemoKit
import Essc
import SwiftUI

struct RootView: View {
    let app: AppModel
    @Bindable var memory: Memory

    /// Found again when the system has ended the process.
    @SceneStorage("memory") private var saved: Data?

    var body: some View {
        Group {
            if app.settings.isWelcomed { places } else { WelcomeView(app: app) }
        }
        // Screens are made anew in another language.
        .id(app.settings.language)
        .tint(Paint.accent)
        .modifier(LargePrint(isOn: app.settings.largePrint))
        .onOpenURL { app.openLink($0) }
        .onAppear { memory.restore(saved) }
        .onChange(of: memory.contents) { saved = memory.saved }
    }

    private var places: some View {
        TabView(selection: $memory.contents.tab) {
            NavigationStack(path: $memory.contents.path) {
                CardsView(app: app)
                    // And those that show an issuer's data, for another one.
                    .id(app.settings.issuer)
                    .navigationDestination(for: Place.self, destination: screen)
            }
            .tabItem { Label(app.words[.tabCards], systemImage: "person.text.rectangle") }
            .tag(AppTab.cards)
            NavigationStack { ScannerView(app: app).id(app.settings.issuer) }
                .tabItem { Label(app.words[.tabScan], systemImage: "qrcode.viewfinder") }
                .tag(AppTab.scan)
            NavigationStack { ListsView(app: app).id(app.settings.issuer) }
                .tabItem { Label(app.words[.tabLists], systemImage: "list.bullet.rectangle") }
                .tag(AppTab.lists)
            NavigationStack { SettingsView(app: app) }
                .tabItem { Label(app.words[.tabSettings], systemImage: "gearshape") }
                .tag(AppTab.settings)
        }
    }

    @ViewBuilder
    private func screen(_ place: Place) -> some View {
        switch place {
        case .enroll: EnrollView(app: app)
        case .code(let card, let request): ShowCodeView(app: app, card: card, request: request)
        case .consent(let card, let request): ConsentView(app: app, card: card, request: request)
        }
    }
}

/// Letters as large as the system makes them, or larger.
private struct LargePrint: ViewModifier {
    let isOn: Bool

    @Environment(\.dynamicTypeSize) private var system

    func body(content: Content) -> some View {
        content.dynamicTypeSize(isOn ? max(system, .accessibility1) : system)
    }
}
