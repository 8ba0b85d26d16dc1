//! Apple's attestation of an App Attest key: the one time that Apple itself speaks.

use super::{AppAttestPolicy, AppAttestRefusal};
use crate::crypto::PublicKey;
use crate::crypto::digest::{Sha256, sha256, sha256_of};
use crate::issuance::attestation::chain::{self, Chain};
use crate::issuance::attestation::{ChainRefusal, Question, Refusal};
use crate::wire::app_attest::statements::{AttestationObject, AuthenticatorData};

/// `1.2.840.113635.100.8.2`, in which Apple signs the nonce.
const NONCE_EXTENSION: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64, 0x08, 0x02];

/// In front of the nonce in that extension: `SEQUENCE { [1] { OCTET STRING` of 32 bytes.
const NONCE_HEAD: [u8; 6] = [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20];

/// The `aaguid` of apps that are installed from Apple.
const PRODUCTION: &[u8; 16] = b"appattest\0\0\0\0\0\0\0";

/// The `aaguid` of apps under development.
const DEVELOPMENT: &[u8; 16] = b"appattestdevelop";

/// A key that Apple attested.
#[derive(Debug)]
pub(super) struct Attested<'p> {
    pub(super) key: PublicKey,
    /// The App ID, one of the policy's.
    pub(super) app: &'p str,
    pub(super) is_development: bool,
}

/// Verifies an attestation object over `client_data`, for the key of this identifier.
pub(super) fn verify<'p>(
    object: &[u8],
    key_id: &Sha256,
    client_data: &Sha256,
    question: &Question<'_>,
    policy: &'p AppAttestPolicy,
) -> Result<Attested<'p>, Refusal> {
    let form = AppAttestRefusal::AttestationForm;
    let object = AttestationObject::read(object).map_err(|_| form)?;
    let data = AuthenticatorData::read(object.authenticator_data).ok_or(form)?;
    let credential = data.credential().ok_or(form)?;
    let (key, nonce) = verify_chain(&object, question, policy)?;
    let expected = sha256_of(&[object.authenticator_data, client_data]);
    if nonce.strip_prefix(&NONCE_HEAD) != Some(&expected) {
        return Err(AppAttestRefusal::AttestationNonce.into());
    }
    if sha256(key.uncompressed()) != *key_id || credential.id != key_id {
        return Err(AppAttestRefusal::KeyId.into());
    }
    let is_of = |app: &&String| sha256(app.as_bytes()) == *data.app_id_hash;
    let app = policy.apps.iter().find(is_of).ok_or(AppAttestRefusal::App)?;
    if data.counter != 0 {
        return Err(AppAttestRefusal::AttestationCounter.into());
    }
    let is_development = credential.aaguid == DEVELOPMENT;
    if credential.aaguid != PRODUCTION && !(is_development && question.is_test) {
        return Err(AppAttestRefusal::Environment.into());
    }
    Ok(Attested { key, app, is_development })
}

/// The key of the leaf and the value of its nonce extension, if a root of the policy stands behind it.
fn verify_chain(
    object: &AttestationObject<'_>,
    question: &Question<'_>,
    policy: &AppAttestPolicy,
) -> Result<(PublicKey, Vec<u8>), Refusal> {
    let mut refusal = ChainRefusal::RootUnknown;
    for root in &policy.roots {
        let sent = [object.leaf.to_vec(), object.intermediate.to_vec(), root.der().to_vec()];
        let chain = Chain::read(&sent)?;
        match chain.verify_links() {
            Ok(()) => {
                let nonce = chain.leaf_extension(&NONCE_EXTENSION)?.to_vec();
                return Ok((check_certificates(&chain, question)?, nonce));
            }
            // Of roots with other names there is nothing to tell.
            Err(found) => {
                let is_named = chain.between.iter().any(|last| last.issuer == chain.root.subject);
                refusal = if is_named { found } else { refusal };
            }
        }
    }
    Err(refusal.into())
}

/// Dates, kinds and the leaf's key, which must be one of P-256.
fn check_certificates(
    chain: &Chain<'_>,
    question: &Question<'_>,
) -> Result<PublicKey, ChainRefusal> {
    let is_authority = |is: Result<bool, _>| is.map_err(|_| ChainRefusal::CertificateForm);
    for intermediate in &chain.between {
        chain::check_validity(intermediate, question.now, false)?;
        if !is_authority(intermediate.is_authority())? {
            return Err(ChainRefusal::Shape);
        }
    }
    chain::check_validity(&chain.leaf, question.now, false)?;
    if is_authority(chain.leaf.is_authority())? {
        return Err(ChainRefusal::Shape);
    }
    let point = <&[u8; 65]>::try_from(chain.leaf.key.bits).map_err(|_| ChainRefusal::LeafKey)?;
    let is_p256 = chain.leaf.key.algorithm == crate::crypto::certificate_signature::P256_KEY;
    let key = PublicKey::from_uncompressed(point).map_err(|_| ChainRefusal::LeafKey)?;
    if is_p256 { Ok(key) } else { Err(ChainRefusal::LeafKey) }
}
