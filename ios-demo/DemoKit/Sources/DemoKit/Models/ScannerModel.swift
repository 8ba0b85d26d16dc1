// A venue's scanner: a text from the camera becomes a verdict for the people at the gate.

import Essc
import Foundation
import Observation

/// A scene this scanner can be set to.
public struct GateScene: Identifiable, Hashable, Sendable {
    public let code: SceneCode
    public let name: String

    public var id: SceneCode { code }
}

/// Judges with `Verifier.verify`.
///
/// A code that stays in the picture is judged once: the next verdict comes when it has left, or when
/// another one is shown.
@MainActor @Observable
public final class ScannerModel {
    public private(set) var scenes: [GateScene] = []
    public private(set) var isLoaded = false
    public private(set) var scene: GateScene?
    /// Of the last code; none while waiting for one.
    public private(set) var verdict: VerdictFace?
    public private(set) var isCameraDenied = false
    public private(set) var problem: Problem?

    private let services: Services
    private let words: Words
    private let memory: Memory
    private let camera: any FrameSource
    @ObservationIgnored private var sight = Sight()
    @ObservationIgnored private var judged = 0

    public init(
        _ services: Services, _ words: Words, _ memory: Memory, _ camera: any FrameSource
    ) {
        self.services = services
        self.words = words
        self.memory = memory
        self.camera = camera
    }

    /// Reads the scenes of this venue.
    public func load() async {
        let words = words
        do {
            scenes = try await services.gate().scenes.map {
                GateScene(code: $0.code, name: words.of($0.name))
            }
            let chosen = memory.contents.gateScene
            scene = scenes.first { $0.code == chosen } ?? scenes.first
            problem = scenes.isEmpty ? Problem(text: words[.noLists], wayOut: .refresh) : nil
        } catch {
            problem = Problem(error, words)
        }
        isLoaded = true
    }

    /// The venue's scene, as it is chosen.
    public var sceneCode: SceneCode? {
        get { scene?.code }
        set {
            scene = scenes.first { $0.code == newValue }
            memory.contents.gateScene = scene?.code
            next()
        }
    }

    /// Looks through the camera until the task ends.
    public func watch() async {
        isCameraDenied = !(await camera.isAllowed())
        guard !isCameraDenied else { return }
        for await frame in camera.frames() { await see(frame) }
    }

    /// The next one, please: also when it is the same code again.
    public func next() {
        sight.forget()
        verdict = nil
    }

    /// What the button below the problem does.
    public func solve(_ way: WayOut, _ app: AppModel) {
        switch way {
        case .tryAgain, .read, .otherInput:
            problem = nil
            next()
        case .refresh: app.memory.contents.tab = .lists
        case .reEnroll, .settings: app.leave(way)
        }
    }

    private func see(_ frame: Frame) async {
        guard let scene, let code = sight.next(frame) else { return }
        let (words, clock) = (words, services.clock)
        judged += 1
        let number = judged
        do {
            let judgment = try await services.gate().verify(code, for: scene.code)
            verdict = VerdictFace(judgment, number, at: clock.now(), words)
            problem = nil
        } catch {
            problem = Problem(error, words)
        }
    }
}
