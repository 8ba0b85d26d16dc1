// The app's start: what this phone has, brought to the models.

import DemoKit
import Essc
import SwiftUI

@main
struct EsscDemoApp: App {
    @State private var app = AppModel.onThisPhone()

    var body: some Scene {
        WindowGroup { RootView(app: app, memory: app.memory).modifier(Shield(app: app)) }
    }
}

extension AppModel {
    /// With the Secure Enclave, the keychain, the camera and the network of this phone.
    fileprivate static func onThisPhone() -> AppModel {
        let settings = AppSettings(
            UserDefaults.standard, preferred: Locale.preferredLanguages.first,
            builtRoot: builtRoot)
        let platform = Platform(
            brightness: ScreenBrightness(), capture: ScreenCapture(), network: NetworkPath(),
            camera: DeviceCamera())
        return AppModel(
            settings: settings, memory: Memory(), platform: platform, folder: privateFolder
        ) { issuer, folder, language in
            let clock = SystemBootClock()
            let ports = WalletPorts(
                keys: SecureEnclaveKeyStore(),
                secrets: KeychainSecretStore(service: "org.essc.demo.\(folder.lastPathComponent)"),
                clock: clock, http: URLSessionHTTPClient())
            return Services(
                issuer: issuer, folder: folder, ports: ports, clock: clock, language: language)
        }
    }

    /// The root that this build pins, from root.jwk; empty when it pins none.
    private static var builtRoot: String {
        guard let file = Bundle.main.url(forResource: "root", withExtension: "jwk") else {
            return ""
        }
        let text = try? String(contentsOf: file, encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    /// In no backup: cards are bound to this phone's keys, and of no use on another.
    private static var privateFolder: URL {
        var folder = URL.applicationSupportDirectory.appending(path: "essc")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
        return folder
    }
}
