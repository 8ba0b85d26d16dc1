//! The form of a sealed state: a header that names the version, then AES-256-GCM over the rest.

use zeroize::Zeroizing;

use crate::crypto::aead::{AeadKey, OpenError};

/// Five bytes that say what this is, one of version.
const HEADER: &[u8; 6] = b"ESSCV\x01";

const EXTENSION: &str = ".sealed";

/// The file of a state.
pub(super) fn name(state: &str) -> String {
    format!("{state}{EXTENSION}")
}

/// Whether a file of this name holds a state.
pub(super) fn is_state(file: &str) -> bool {
    file.ends_with(EXTENSION)
}

/// Seals a state: header, nonce (12 bytes), ciphertext, tag (16 bytes). The header and the file's name
/// are sealed with it, so that no file passes for another and no version for another.
pub(super) fn seal(key: &AeadKey, file: &str, nonce: [u8; 12], plaintext: &[u8]) -> Vec<u8> {
    let mut bytes = HEADER.to_vec();
    bytes.extend(key.seal(nonce, &associated(file), plaintext));
    bytes
}

/// Opens a sealed state.
pub(super) fn open(
    key: &AeadKey,
    file: &str,
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    key.open(&associated(file), bytes.strip_prefix(HEADER).ok_or(OpenError)?)
}

fn associated(file: &str) -> Vec<u8> {
    [HEADER, file.as_bytes()].concat()
}
