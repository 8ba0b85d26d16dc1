//! What Huks chains say of a key.

use crate::crypto::digest::Sha256;

/// Why what such a chain says of the key does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum HuksRefusal {}

impl HuksRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match *self {}
    }
}

/// SHA-256 of the public key of "Huawei CBG ECC Device Attestation Root CA 1" (P-384, 2023 to 2073).
pub(super) const HUAWEI_ROOTS: [Sha256; 1] = [[
    0x67, 0x11, 0x91, 0x37, 0x29, 0x7f, 0x22, 0xd7, 0xe7, 0x08, 0x4a, 0xb0, 0x3e, 0x3f, 0xe5, 0xb3,
    0x1f, 0xf6, 0x84, 0xf8, 0xaf, 0xa4, 0x3c, 0x18, 0xb1, 0xdc, 0x6f, 0x50, 0x23, 0x12, 0x2d, 0x20,
]];
