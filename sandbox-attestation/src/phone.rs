//! What a phone states of itself and of the app that makes a key.

/// Where the phone keeps a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nowhere safe.
    Software,
    /// In a trusted execution environment.
    TrustedEnvironment,
    /// In a secure element (StrongBox).
    StrongBox,
}

impl Level {
    /// `SecurityLevel` of a key description.
    pub(crate) const fn number(self) -> u64 {
        match self {
            Self::Software => 0,
            Self::TrustedEnvironment => 1,
            Self::StrongBox => 2,
        }
    }

    /// Organization of the attestation certificate.
    pub(crate) const fn organization(self) -> &'static str {
        match self {
            Self::Software | Self::TrustedEnvironment => "TEE",
            Self::StrongBox => "StrongBox",
        }
    }
}

/// How a key came into the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was made there and can't leave.
    Generated,
    /// It was brought in, so somebody else may have it.
    Imported,
}

/// An app, as the phone's system knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Package name.
    pub package: String,
    /// SHA-256 of its signing certificate.
    pub signature: [u8; 32],
}

/// A phone and the app on it that makes a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Serial number of its attestation certificate, not zero.
    pub serial: u64,
    /// Where it keeps keys.
    pub level: Level,
    /// Whether its boot loader is locked, so that it runs the maker's system.
    pub is_locked: bool,
    /// How keys come into it.
    pub origin: Origin,
    /// The app.
    pub app: App,
}

impl Phone {
    /// A phone with nothing wrong: locked, with keys of its own making.
    #[must_use]
    pub const fn new(serial: u64, level: Level, app: App) -> Self {
        Self { serial, level, is_locked: true, origin: Origin::Generated, app }
    }

    /// The serial number as revocation lists have it: lower-case hexadecimal.
    #[must_use]
    pub fn serial_text(&self) -> String {
        format!("{:x}", self.serial)
    }
}
