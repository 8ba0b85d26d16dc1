//! Chains of certificates: what Android's and HarmonyOS's have in common.

use super::{
    AttestationPolicy, Fingerprint, Judgment, Question, Refusal, Revocations, Scheme, Serial,
};
use super::{android, huks};
use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::certificate_signature::{self, CertificateSignatureError, P256_KEY};
use crate::crypto::digest::sha256;
use crate::model::profile::KeyRole;
use crate::wire::x509::{Certificate, MAX_BYTES};

/// Why certificates prove nothing, whatever they say of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ChainRefusal {
    /// Fewer than three certificates, or more than five.
    #[error("a chain has three to five certificates")]
    CertificateCount,
    /// A certificate of more than 4,096 bytes.
    #[error("a certificate is too long")]
    CertificateTooLong,
    /// Not a certificate in DER.
    #[error("a certificate is not in DER, or not of version 3")]
    CertificateForm,
    /// The first certificate is of another key than the proof.
    #[error("the first certificate is not of the key that was proved")]
    LeafKey,
    /// No root of the policy.
    #[error("the chain does not end in a root of the policy")]
    RootUnknown,
    /// Not the certificates that chains under this root have.
    #[error("the chain has not the shape of those under its root")]
    Shape,
    /// The first certificate says nothing of its key.
    #[error("the first certificate lacks the attestation extension")]
    ExtensionMissing,
    /// The first certificate says two things of its key.
    #[error("the first certificate has the attestation extension twice")]
    ExtensionTwice,
    /// Another certificate has the extension too: an attested key signed a certificate.
    #[error("a certificate other than the first has the attestation extension")]
    ExtensionElsewhere,
    /// A certificate names another issuer than the next one's subject.
    #[error("a certificate names another issuer")]
    IssuerName,
    /// A signature algorithm that is not accepted.
    #[error("a certificate is signed with an algorithm outside the closed set")]
    SignatureAlgorithm,
    /// A signature that does not fit.
    #[error("a certificate's signature does not fit")]
    Signature,
    /// The validity is not two times.
    #[error("the validity of a certificate can't be read")]
    ValidityForm,
    /// A certificate from the future, or the issuer's clock is behind.
    #[error("a certificate is not valid yet")]
    NotYetValid,
    /// A certificate that has run out.
    #[error("a certificate is valid no more")]
    Expired,
    /// A certificate on the revocation list.
    #[error("a certificate is revoked")]
    Revoked,
}

impl ChainRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CertificateCount => "certificate_count",
            Self::CertificateTooLong => "certificate_too_long",
            Self::CertificateForm => "certificate_form",
            Self::LeafKey => "leaf_key",
            Self::RootUnknown => "root_unknown",
            Self::Shape => "chain_shape",
            Self::ExtensionMissing => "extension_missing",
            Self::ExtensionTwice => "extension_twice",
            Self::ExtensionElsewhere => "extension_elsewhere",
            Self::IssuerName => "issuer_name",
            Self::SignatureAlgorithm => "signature_algorithm",
            Self::Signature => "certificate_signature",
            Self::ValidityForm => "validity_form",
            Self::NotYetValid => "certificate_not_yet_valid",
            Self::Expired => "certificate_expired",
            Self::Revoked => "certificate_revoked",
        }
    }
}

/// What a chain has to vouch for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The key.
    pub key: &'a PublicKey,
    /// The challenge it was made with.
    pub challenge: &'a [u8],
    /// Which of the two device keys it is.
    pub role: KeyRole,
    /// The issuer's time.
    pub now: UnixTime,
}

/// Judges a chain by the rules of whoever its root belongs to.
pub(super) fn judge(
    certificates: &[Vec<u8>],
    question: &Question<'_>,
    policy: &AttestationPolicy,
    revocations: &Revocations,
) -> Result<Judgment, Refusal> {
    let challenge = sha256(question.nonce.as_bytes());
    let Question { key, role, now, .. } = *question;
    judge_for(
        certificates,
        &Expected { key, challenge: &challenge, role, now },
        policy,
        revocations,
    )
}

/// The same for any challenge.
///
/// # Errors
/// [`Refusal`].
pub fn judge_for(
    certificates: &[Vec<u8>],
    expected: &Expected<'_>,
    policy: &AttestationPolicy,
    revocations: &Revocations,
) -> Result<Judgment, Refusal> {
    let (android, huks) = (policy.android.as_ref(), policy.huks.as_ref());
    if android.is_none() && huks.is_none() {
        return Err(Refusal::SchemeNotAccepted);
    }
    let chain = Chain::read(certificates)?;
    if !is_of(&chain.leaf, expected.key) {
        return Err(ChainRefusal::LeafKey.into());
    }
    let root = Fingerprint(sha256(chain.root.key.whole));
    match (android, huks) {
        (Some(android), _) if android.roots.contains(&root) => {
            android::judge(&chain, expected, android, revocations)
        }
        (_, Some(huks)) if huks.roots.contains(&root) => {
            huks::judge(&chain, expected, huks, revocations)
        }
        _ => Err(ChainRefusal::RootUnknown.into()),
    }
}

/// Whether a certificate is of a P-256 key.
fn is_of(certificate: &Certificate<'_>, key: &PublicKey) -> bool {
    certificate.key.algorithm == P256_KEY && certificate.key.bits == key.uncompressed()
}

/// Three to five certificates that could be read.
#[derive(Debug, Clone)]
pub struct Chain<'a> {
    /// The certificate of the key.
    pub leaf: Certificate<'a>,
    /// What stands between, from the one that issued the leaf to the one that the root issued.
    pub between: Vec<Certificate<'a>>,
    /// The last one, whose key a policy may pin.
    pub root: Certificate<'a>,
}

impl<'a> Chain<'a> {
    /// Reads the certificates, leaf first.
    ///
    /// # Errors
    /// [`ChainRefusal`] for their number, their length and their form, in this order.
    pub fn read(certificates: &'a [Vec<u8>]) -> Result<Self, ChainRefusal> {
        if !(3..=5).contains(&certificates.len()) {
            return Err(ChainRefusal::CertificateCount);
        }
        if certificates.iter().any(|der| der.len() > MAX_BYTES) {
            return Err(ChainRefusal::CertificateTooLong);
        }
        let read = certificates.iter().map(|der| Certificate::read(der));
        let mut read: Vec<_> =
            read.collect::<Result<_, _>>().map_err(|_| ChainRefusal::CertificateForm)?;
        let root = read.pop().ok_or(ChainRefusal::CertificateCount)?;
        let mut read = read.into_iter();
        let leaf = read.next().ok_or(ChainRefusal::CertificateCount)?;
        Ok(Self { leaf, between: read.collect(), root })
    }

    /// How many certificates there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.between.len() + 2
    }

    /// All that are issued by another one, leaf first.
    fn issued(&self) -> impl DoubleEndedIterator<Item = &Certificate<'a>> {
        std::iter::once(&self.leaf).chain(&self.between)
    }

    /// All that issue another one, the root last.
    pub(super) fn issuers(&self) -> impl DoubleEndedIterator<Item = &Certificate<'a>> {
        self.between.iter().chain(std::iter::once(&self.root))
    }

    /// The value of an extension that belongs into the leaf, once, and nowhere else.
    ///
    /// # Errors
    /// [`ChainRefusal`] for another place, then for two of them or none.
    pub(super) fn leaf_extension(&self, oid: &[u8]) -> Result<&'a [u8], ChainRefusal> {
        if self.issuers().any(|issuer| issuer.extensions(oid).next().is_some()) {
            return Err(ChainRefusal::ExtensionElsewhere);
        }
        let mut found = self.leaf.extensions(oid);
        match (found.next(), found.next()) {
            (Some(value), None) => Ok(value),
            (Some(_), Some(_)) => Err(ChainRefusal::ExtensionTwice),
            (None, _) => Err(ChainRefusal::ExtensionMissing),
        }
    }

    /// That each certificate is issued by the next one, from the root on.
    ///
    /// # Errors
    /// [`ChainRefusal`] for the name, the algorithm or the signature of the first that is not.
    pub(super) fn verify_links(&self) -> Result<(), ChainRefusal> {
        let links: Vec<_> = self.issued().zip(self.issuers()).collect();
        for (certificate, issuer) in links.into_iter().rev() {
            if certificate.issuer != issuer.subject {
                return Err(ChainRefusal::IssuerName);
            }
            let Certificate { algorithm, signed, signature, .. } = certificate;
            let key = &issuer.key;
            certificate_signature::verify(algorithm, key.algorithm, key.bits, signed, signature)
                .map_err(|error| match error {
                    CertificateSignatureError::Algorithm => ChainRefusal::SignatureAlgorithm,
                    CertificateSignatureError::Signature => ChainRefusal::Signature,
                })?;
        }
        Ok(())
    }

    /// The serial numbers of all but the root, leaf first, if none of them is revoked.
    ///
    /// # Errors
    /// [`ChainRefusal::Revoked`].
    pub(super) fn serials(
        &self,
        scheme: Scheme,
        revocations: &Revocations,
    ) -> Result<Vec<Serial>, ChainRefusal> {
        let serials: Vec<Serial> = self.issued().map(Serial::of).collect();
        if serials.iter().any(|serial| revocations.revokes(scheme, serial)) {
            return Err(ChainRefusal::Revoked);
        }
        Ok(serials)
    }
}

/// That a certificate is valid now, both ends included. `may_have_ended`: it counts after its end too.
///
/// # Errors
/// [`ChainRefusal`].
pub(super) fn check_validity(
    certificate: &Certificate<'_>,
    now: UnixTime,
    may_have_ended: bool,
) -> Result<(), ChainRefusal> {
    let (from, until) = certificate.validity().map_err(|_| ChainRefusal::ValidityForm)?;
    if now < from {
        return Err(ChainRefusal::NotYetValid);
    }
    if now > until && !may_have_ended {
        return Err(ChainRefusal::Expired);
    }
    Ok(())
}
