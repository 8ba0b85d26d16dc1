//! Signatures in attestation chains: RSA and ECDSA, a closed set, verified by ring.
//!
//! The protocol itself signs with ES256 alone; the makers of phones sign their certificates as they like.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};

/// Content of the `AlgorithmIdentifier` of an ECDSA signature with SHA-256 (RFC 5758 §3.2).
const ECDSA_SHA256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// The same with SHA-384.
const ECDSA_SHA384: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
/// Content of the `AlgorithmIdentifier` of an RSA signature with SHA-256 (RFC 4055 §5); the NULL belongs
/// to it.
const RSA_SHA256: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];
/// The same with SHA-384.
const RSA_SHA384: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c, 0x05, 0x00];
/// The same with SHA-512.
const RSA_SHA512: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d, 0x05, 0x00];

/// Content of the `AlgorithmIdentifier` of a P-256 key (RFC 5480 §2.1.1).
pub const P256_KEY: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
/// The same of a P-384 key.
const P384_KEY: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
];
/// The same of an RSA key (RFC 3279 §2.3.1).
const RSA_KEY: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// Why a certificate's signature was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateSignatureError {
    /// Signature and key are of no pair in the closed set.
    #[error("a signature algorithm outside the closed set")]
    Algorithm,
    /// The signature does not fit, or the key is none (RSA of less than 2,048 or more than 8,192 bits).
    #[error("the signature does not fit")]
    Signature,
}

/// Verifies `signature` over `message` by the key of an issuer's certificate. `algorithm` and
/// `key_algorithm` are the contents of `AlgorithmIdentifier`s, `key` is the content of the key's BIT STRING.
///
/// RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 and SHA-512, and ECDSA over P-256 and P-384 with SHA-256 and
/// SHA-384.
///
/// # Errors
/// [`CertificateSignatureError`].
pub fn verify(
    algorithm: &[u8],
    key_algorithm: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), CertificateSignatureError> {
    let verification: &'static dyn VerificationAlgorithm = match (key_algorithm, algorithm) {
        (k, a) if k == P256_KEY && a == ECDSA_SHA256 => &ECDSA_P256_SHA256_ASN1,
        (k, a) if k == P256_KEY && a == ECDSA_SHA384 => &ECDSA_P256_SHA384_ASN1,
        (k, a) if k == P384_KEY && a == ECDSA_SHA256 => &ECDSA_P384_SHA256_ASN1,
        (k, a) if k == P384_KEY && a == ECDSA_SHA384 => &ECDSA_P384_SHA384_ASN1,
        (k, a) if k == RSA_KEY && a == RSA_SHA256 => &RSA_PKCS1_2048_8192_SHA256,
        (k, a) if k == RSA_KEY && a == RSA_SHA384 => &RSA_PKCS1_2048_8192_SHA384,
        (k, a) if k == RSA_KEY && a == RSA_SHA512 => &RSA_PKCS1_2048_8192_SHA512,
        _ => return Err(CertificateSignatureError::Algorithm),
    };
    UnparsedPublicKey::new(verification, key)
        .verify(message, signature)
        .map_err(|_| CertificateSignatureError::Signature)
}
