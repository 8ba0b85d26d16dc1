//! Huawei's list of the attestation authorities that count no more: a certificate revocation list
//! (RFC 5280 §5) that the root of HarmonyOS's chains signs.
//!
//! The certificates that the root issued name the place where it publishes it; those of keys say of
//! themselves that nobody revokes them (RFC 9608).

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Fingerprint, Serial};
use crate::base::time::UnixTime;
use crate::crypto::certificate_signature::{self, CertificateSignatureError};
use crate::crypto::digest::sha256;
use crate::wire::x509::Certificate;
use crate::wire::x509::revocation_list::RevocationList;

/// Where Huawei's root publishes its list, by the certificates that it issued.
pub const HUAWEI_LIST: &str = "http://pki.consumer.huawei.com/ca/crl/root_deviceAttest_crl.crl";

/// "Huawei CBG ECC Device Attestation Root CA 1" (P-384, 2023 to 2073).
const HUAWEI_ROOT: &str = "\
    MIICCTCCAY6gAwIBAgIDVxAsMAoGCCqGSM49BAMDMEsxEzARBgNVBAoTCkh1YXdlaSBDQkcxNDAyBgNVBA\
    MTK0h1YXdlaSBDQkcgRUNDIERldmljZSBBdHRlc3RhdGlvbiBSb290IENBIDEwIBcNMjMxMTMwMDIwNjU1\
    WhgPMjA3MzExMzAwMjA2NTVaMEsxEzARBgNVBAoTCkh1YXdlaSBDQkcxNDAyBgNVBAMTK0h1YXdlaSBDQk\
    cgRUNDIERldmljZSBBdHRlc3RhdGlvbiBSb290IENBIDEwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAATDJzRd\
    ruaBeMoQBbdqCe51ezvkQn3OPYBoRmpL5KPktdFtD0b97FRp8jGLiUhPKyo8M15fxW5Ams4s80E8I1BSXo\
    ovDnkKllFfUadD8URgwEfOk5qttYNKzJcULavOhbijQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMBAf8E\
    BTADAQH/MB0GA1UdDgQWBBTaRGLD5yvof1E6XEuPQ3w5JMPOrDAKBggqhkjOPQQDAwNpADBmAjEA2zDQRE\
    vORPqcZyjwKDltu0T9zN8Cd3/hi4DQZvuRJdJOY57yIIO/LKxezzEcGiMMAjEAkX7r0U4Mcaw4uURMh+7t\
    LMyvyxnlW8yJqBEOnZfqS8I8t0bQIY2r/5TQAPC0JhBm";

/// Why a list of authorities was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AuthorityListError {
    /// What should be the root's certificate is none, or did not sign itself.
    #[error("the root's certificate is none")]
    Root,
    /// A root that the policy does not pin.
    #[error("the root is not one of the policy's")]
    RootUnknown,
    /// Not a list in DER, or one that does not stand for itself.
    #[error("not a whole certificate revocation list in DER")]
    Form,
    /// The list names another issuer than the root.
    #[error("the list is of another issuer than the root")]
    Issuer,
    /// Not the root's signature.
    #[error("the list is not signed by the root")]
    Signature,
}

/// A list that the root of a policy signed.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorityList {
    pub(super) root: Fingerprint,
    pub(super) serials: BTreeSet<Serial>,
    this_update: UnixTime,
    next_update: UnixTime,
}

impl AuthorityList {
    /// Verifies a list in DER by the certificate of its root, which `roots` pin. Whether it is still the
    /// newest one is not looked at: a list that was to be replaced long ago revokes what it names.
    ///
    /// # Errors
    /// [`AuthorityListError`].
    pub fn verify(
        list: &[u8],
        root: &[u8],
        roots: &[Fingerprint],
    ) -> Result<Self, AuthorityListError> {
        let root = Certificate::read(root).map_err(|_| AuthorityListError::Root)?;
        is_signed(&root, root.algorithm, root.signed, root.signature)
            .map_err(|_| AuthorityListError::Root)?;
        let pin = Fingerprint(sha256(root.key.whole));
        if !roots.contains(&pin) {
            return Err(AuthorityListError::RootUnknown);
        }
        let list = RevocationList::read(list).map_err(|_| AuthorityListError::Form)?;
        if list.issuer != root.subject {
            return Err(AuthorityListError::Issuer);
        }
        is_signed(&root, list.algorithm, list.signed, list.signature)
            .map_err(|_| AuthorityListError::Signature)?;
        let serials: Result<_, _> = list.serials().map(Serial::try_from).collect();
        Ok(Self {
            root: pin,
            serials: serials.map_err(|_| AuthorityListError::Form)?,
            this_update: list.this_update,
            next_update: list.next_update,
        })
    }

    /// Huawei's root certificate in DER. Empty only if the constant were none, which a test excludes.
    #[must_use]
    pub fn huawei_root() -> Vec<u8> {
        STANDARD.decode(HUAWEI_ROOT).unwrap_or_default()
    }

    /// Whose list it is: SHA-256 of the root's `SubjectPublicKeyInfo`.
    #[must_use]
    pub const fn root(&self) -> Fingerprint {
        self.root
    }

    /// When it was made.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// By when its issuer has the next one: until then, this second included, new keys are judged by it.
    #[must_use]
    pub const fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// How many certificates count no more.
    #[must_use]
    pub fn len(&self) -> usize {
        self.serials.len()
    }

    /// Whether every certificate counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.serials.is_empty()
    }
}

impl fmt::Debug for AuthorityList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until, entries) = (self.this_update, self.next_update, self.len());
        write!(f, "AuthorityList({entries} entries, {from} to {until})")
    }
}

fn is_signed(
    root: &Certificate<'_>,
    algorithm: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> Result<(), CertificateSignatureError> {
    let key = &root.key;
    certificate_signature::verify(algorithm, key.algorithm, key.bits, signed, signature)
}

#[cfg(test)]
mod tests {
    use super::super::huks::HUAWEI_ROOTS;
    use super::*;

    #[test]
    fn the_root_that_signs_huaweis_list_is_the_one_that_policies_pin() {
        let der = AuthorityList::huawei_root();
        let root = Certificate::read(&der).expect("a certificate");
        assert_eq!(sha256(root.key.whole), HUAWEI_ROOTS[0]);
        assert_eq!(is_signed(&root, root.algorithm, root.signed, root.signature), Ok(()));
        let none = AuthorityList::verify(b"", &der, &[Fingerprint(HUAWEI_ROOTS[0])]);
        assert_eq!(none, Err(AuthorityListError::Form));
    }

    #[test]
    fn the_published_chain_says_where_the_list_is() {
        let published =
            include_str!("../../../tests/vectors/published/attestation/huawei/chain-rsa-debug.pem");
        let blocks = published.split("-----BEGIN CERTIFICATE-----").skip(2);
        let text = blocks.filter_map(|block| block.split("-----END").next()).next();
        let text: String = text.expect("a second certificate").split_whitespace().collect();
        let intermediate = STANDARD.decode(text).expect("base64");
        let address = HUAWEI_LIST.as_bytes();
        assert!(intermediate.windows(address.len()).any(|part| part == address));
    }
}
