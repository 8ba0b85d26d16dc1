//! The root, and the chains below it.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PublicKeyData, SerialNumber,
    SignatureAlgorithm,
};
use ring::digest::{SHA256, digest};
use time::{Duration, OffsetDateTime};

use crate::key_description;
use crate::phone::Phone;

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The certificate library refused.
    #[error("a certificate can't be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// Not a time that certificates can state.
    #[error("the time is outside what certificates can state")]
    Time,
}

/// A key that a phone is asked to attest.
#[derive(Debug, Clone, Copy)]
pub struct KeyToAttest<'a> {
    /// SEC 1 uncompressed point.
    pub public_key: &'a [u8; 65],
    /// What the attestation is to state: SHA-256 of an issuer's nonce.
    pub challenge: &'a [u8],
    /// Whether the user authenticates for each signature.
    pub is_for_each_use: bool,
}

/// A root whose chains only a sandbox believes.
pub struct AttestationAuthority {
    root: KeyPair,
    /// Of the authorities between the root and the phone.
    algorithm: &'static SignatureAlgorithm,
}

impl AttestationAuthority {
    /// A new root.
    ///
    /// # Errors
    /// [`AuthorityError::Certificate`] without randomness.
    pub fn generate() -> Result<Self, AuthorityError> {
        Ok(Self { root: KeyPair::generate()?, algorithm: &PKCS_ECDSA_P256_SHA256 })
    }

    /// A new root on P-384 with authorities on P-384 below it, as Google's are: what they sign costs as
    /// much to verify as what a phone sends.
    ///
    /// # Errors
    /// [`AuthorityError::Certificate`] without randomness.
    pub fn generate_as_google() -> Result<Self, AuthorityError> {
        let algorithm = &PKCS_ECDSA_P384_SHA384;
        Ok(Self { root: KeyPair::generate_for(algorithm)?, algorithm })
    }

    /// The root of a secret that [`Self::secret`] gave.
    ///
    /// # Errors
    /// [`AuthorityError::Certificate`] for anything else.
    pub fn of_secret(pkcs8: &[u8]) -> Result<Self, AuthorityError> {
        Ok(Self { root: KeyPair::try_from(pkcs8)?, algorithm: &PKCS_ECDSA_P256_SHA256 })
    }

    /// The root's secret key, PKCS #8 in DER.
    #[must_use]
    pub fn secret(&self) -> Vec<u8> {
        self.root.serialize_der()
    }

    /// SHA-256 of the root's `SubjectPublicKeyInfo`, by which a policy pins it.
    #[must_use]
    pub fn root_fingerprint(&self) -> [u8; 32] {
        let digest = digest(&SHA256, &self.root.subject_public_key_info());
        digest.as_ref().try_into().unwrap_or_default()
    }

    /// A phone's attestation of a key, at a time in seconds since 1970: certificates in DER, leaf first.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn attest(
        &self,
        phone: &Phone,
        key: &KeyToAttest<'_>,
        now: u64,
    ) -> Result<Vec<Vec<u8>>, AuthorityError> {
        let now = i64::try_from(now).map_err(|_| AuthorityError::Time)?;
        let now = OffsetDateTime::from_unix_timestamp(now).map_err(|_| AuthorityError::Time)?;
        let authority = |attributes: &[(DnType, &str)], serial: u64, days: i64| {
            let mut params = certificate(attributes, serial);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            (params.not_before, params.not_after) =
                (now - Duration::DAY, now + Duration::days(days));
            params
        };
        let [common, organization] = [DnType::CommonName, DnType::OrganizationName];
        let root = authority(&[(common.clone(), "Sandbox Attestation Root")], 1, 3650);
        let google = [(common.clone(), "Droid CA2"), (organization.clone(), "Google LLC")];
        let intermediate = authority(&google, 2, 365);
        let server = [(common.clone(), "Sandbox Server"), (organization.clone(), "Google LLC")];
        let server = authority(&server, 3, 30);
        let of_phone =
            [(common.clone(), "Sandbox Phone"), (organization, phone.level.organization())];
        let attestation = authority(&of_phone, phone.serial, 12);
        let mut leaf = certificate(&[(common, "Android Keystore Key")], 1);
        (leaf.not_before, leaf.not_after) = (now, now + Duration::days(3650));
        let description = key_description::write(phone, key, now);
        leaf.custom_extensions
            .push(CustomExtension::from_oid_content(key_description::OID, description));

        let between = || KeyPair::generate_for(self.algorithm);
        let keys = [between()?, between()?, KeyPair::generate()?];
        let [intermediate_key, server_key, attestation_key] = &keys;
        let by_root = Issuer::from_params(&root, &self.root);
        let by_intermediate = Issuer::from_params(&intermediate, intermediate_key);
        let by_server = Issuer::from_params(&server, server_key);
        let by_phone = Issuer::from_params(&attestation, attestation_key);
        Ok(vec![
            leaf.signed_by(&Point(key.public_key), &by_phone)?.der().to_vec(),
            attestation.signed_by(attestation_key, &by_server)?.der().to_vec(),
            server.signed_by(server_key, &by_intermediate)?.der().to_vec(),
            intermediate.signed_by(intermediate_key, &by_root)?.der().to_vec(),
            root.self_signed(&self.root)?.der().to_vec(),
        ])
    }
}

/// The point of a P-256 key, which has no certificate library's key pair.
pub(crate) struct Point<'a>(pub(crate) &'a [u8; 65]);

impl PublicKeyData for Point<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

pub(crate) fn certificate(attributes: &[(DnType, &str)], serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from(serial));
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in attributes {
        params.distinguished_name.push(kind.clone(), *value);
    }
    params
}
