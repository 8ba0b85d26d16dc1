// What Apple's keychain and secure hardware answer when they don't do what was asked.

/// A failed call, as the system tells it: an error's domain and number.
///
/// Only numbers, and so of no use to whoever reads logs for personal data.
struct PlatformFault: Error, Equatable {
    /// `OSStatus` of the keychain.
    static let keychain = "NSOSStatusErrorDomain"
    /// `LAError` of local authentication.
    static let authentication = "com.apple.LocalAuthentication"
    /// `TKError` of the Secure Enclave's driver.
    static let token = "CryptoTokenKit"

    let domain: String
    let code: Int

    /// What it means.
    var meaning: Meaning {
        Self.meanings[self] ?? .unavailable
    }

    /// For a log.
    var reason: String {
        "\(domain) \(code)"
    }

    /// What a fault means to whoever wanted to use a key.
    enum Meaning {
        /// Nothing of that name is there.
        case notFound
        /// The user said no, or left.
        case cancelled
        /// The user did not prove who they are, or can't be asked now.
        case notAuthenticated
        /// All else.
        case unavailable
    }

    // Numbers of SecBase.h, LAError.h and TKError.h.
    private static let meanings: [PlatformFault: Meaning] = [
        // errSecItemNotFound
        .init(domain: keychain, code: -25300): .notFound,
        // errSecUserCanceled
        .init(domain: keychain, code: -128): .cancelled,
        // errSecAuthFailed
        .init(domain: keychain, code: -25293): .notAuthenticated,
        // errSecInteractionNotAllowed: the phone is locked
        .init(domain: keychain, code: -25308): .notAuthenticated,
        // errSecInteractionRequired
        .init(domain: keychain, code: -25315): .notAuthenticated,
        // LAError.authenticationFailed
        .init(domain: authentication, code: -1): .notAuthenticated,
        // LAError.userCancel
        .init(domain: authentication, code: -2): .cancelled,
        // LAError.userFallback: wanted the passcode, which this key does not take
        .init(domain: authentication, code: -3): .cancelled,
        // LAError.systemCancel: another app came to the front
        .init(domain: authentication, code: -4): .cancelled,
        // LAError.passcodeNotSet
        .init(domain: authentication, code: -5): .notAuthenticated,
        // LAError.biometryNotEnrolled
        .init(domain: authentication, code: -7): .notAuthenticated,
        // LAError.biometryLockout
        .init(domain: authentication, code: -8): .notAuthenticated,
        // LAError.appCancel
        .init(domain: authentication, code: -9): .cancelled,
        // LAError.invalidContext: taken away before it was asked
        .init(domain: authentication, code: -10): .cancelled,
        // LAError.notInteractive
        .init(domain: authentication, code: -1004): .notAuthenticated,
        // TKError.canceledByUser
        .init(domain: token, code: -4): .cancelled,
        // TKError.authenticationFailed
        .init(domain: token, code: -5): .notAuthenticated,
        // TKError.objectNotFound
        .init(domain: token, code: -6): .notFound,
        // TKError.authenticationNeeded
        .init(domain: token, code: -9): .notAuthenticated,
    ]
}

extension PlatformFault: Hashable {}
