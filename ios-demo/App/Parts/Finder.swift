// The camera's picture with the corners that one aims with, or why there is none.

import DemoKit
import SwiftUI

/// Fills what it is given.
struct Finder: View {
    let camera: any FrameSource
    let isDenied: Bool
    let words: Words

    @Environment(\.openURL) private var openURL

    var body: some View {
        if isDenied {
            Panel {
                Text(verbatim: words[.cameraDenied])
                Button(words[.allowCamera], action: openSettings).buttonStyle(.main)
            }
        } else {
            picture
                .overlay {
                    Image(systemName: "viewfinder")
                        .resizable()
                        .fontWeight(.ultraLight)
                        .foregroundStyle(.white)
                        .frame(width: 200, height: 200)
                        .accessibilityHidden(true)
                }
                .frame(maxWidth: .infinity, minHeight: 320)
                .clipShape(.rect(cornerRadius: 18))
                .accessibilityElement()
                .accessibilityLabel(Text(verbatim: words[.cameraPicture]))
        }
    }

    @ViewBuilder private var picture: some View {
        if let camera = camera as? DeviceCamera {
            CameraPreview(session: camera.session)
        } else {
            Color.black
        }
    }

    /// The system asks once; after a no only its settings help.
    private func openSettings() {
        if let settings = URL(string: UIApplication.openSettingsURLString) { openURL(settings) }
    }
}
