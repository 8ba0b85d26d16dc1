//! Chains as HarmonyOS phones have them, and the list of revoked authorities that their root signs.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension, DnType,
    IsCa, Issuer, KeyIdMethod, KeyPair, PKCS_ECDSA_P384_SHA384, RevokedCertParams, SerialNumber,
};
use ring::digest::{SHA256, digest};
use time::{Duration, OffsetDateTime};

use crate::authority::{AuthorityError, KeyToAttest, Point, certificate};
use crate::der::{integer, octets, oid, sequence};

/// `1.3.6.1.4.1.2011.2.376.1.3`, the claims about a key.
const CLAIMS: &[u64] = &[1, 3, 6, 1, 4, 1, 2011, 2, 376, 1, 3];

/// `1.3.6.1.4.1.2011.2.376.2`, under which claims are named.
const ARC: [u8; 11] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02];

/// The key manager of HUKS.
const MANAGER: [u8; 16] = [
    0x28, 0xc4, 0xfb, 0x49, 0x44, 0xaf, 0xec, 0x11, 0xb9, 0x09, 0x02, 0x42, 0xac, 0x12, 0x00, 0x02,
];

/// An app of HarmonyOS, as the phone's system knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmonyApp {
    /// `bundleName`.
    pub bundle_name: String,
    /// `appIdentifier`.
    pub app_identifier: String,
}

/// A root with one intermediate authority under it.
pub struct HarmonyAuthority {
    root: KeyPair,
    intermediate: KeyPair,
    serial: u64,
}

impl HarmonyAuthority {
    /// A new root, and an intermediate with this serial number.
    ///
    /// # Errors
    /// [`AuthorityError::Certificate`] without randomness.
    pub fn generate(serial: u64) -> Result<Self, AuthorityError> {
        let root = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        Ok(Self { root, intermediate: KeyPair::generate()?, serial })
    }

    /// SHA-256 of the root's `SubjectPublicKeyInfo`, by which a policy pins it.
    #[must_use]
    pub fn root_fingerprint(&self) -> [u8; 32] {
        let digest = digest(&SHA256, &rcgen::PublicKeyData::subject_public_key_info(&self.root));
        digest.as_ref().try_into().unwrap_or_default()
    }

    /// The root's certificate in DER.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn root_certificate(&self, now: u64) -> Result<Vec<u8>, AuthorityError> {
        Ok(root(time_of(now)?).self_signed(&self.root)?.der().to_vec())
    }

    /// A phone's attestation of a key that an app made, at a time in seconds since 1970: certificates in
    /// DER, leaf first.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn attest(
        &self,
        app: &HarmonyApp,
        key: &KeyToAttest<'_>,
        now: u64,
    ) -> Result<Vec<Vec<u8>>, AuthorityError> {
        let now = time_of(now)?;
        let root = root(now);
        let name = [(DnType::CommonName, "Sandbox Anonymous Attestation CA")];
        let intermediate = authority(certificate(&name, self.serial), now, 365);
        let name = [(DnType::CommonName, "Device Certificate Management Key")];
        let mut leaf = certificate(&name, 1);
        (leaf.not_before, leaf.not_after) = (now - Duration::DAY, now + Duration::days(7));
        leaf.is_ca = IsCa::ExplicitNoCa;
        let claims = claims(app, key.challenge);
        leaf.custom_extensions.push(CustomExtension::from_oid_content(CLAIMS, claims));
        let by_root = Issuer::from_params(&root, &self.root);
        let by_intermediate = Issuer::from_params(&intermediate, &self.intermediate);
        Ok(vec![
            leaf.signed_by(&Point(key.public_key), &by_intermediate)?.der().to_vec(),
            intermediate.signed_by(&self.intermediate, &by_root)?.der().to_vec(),
            root.self_signed(&self.root)?.der().to_vec(),
        ])
    }

    /// The root's list of authorities that count no more, by their serial numbers, made at a time and to
    /// be replaced by another one.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn revocation_list(
        &self,
        serials: &[u64],
        this_update: u64,
        next_update: u64,
    ) -> Result<Vec<u8>, AuthorityError> {
        let this_update = time_of(this_update)?;
        let revoked = |serial: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: this_update,
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update,
            next_update: time_of(next_update)?,
            crl_number: SerialNumber::from(1u64),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let root = root(this_update);
        Ok(list.signed_by(&Issuer::from_params(&root, &self.root))?.der().to_vec())
    }
}

fn time_of(seconds: u64) -> Result<OffsetDateTime, AuthorityError> {
    let seconds = i64::try_from(seconds).map_err(|_| AuthorityError::Time)?;
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| AuthorityError::Time)
}

fn root(now: OffsetDateTime) -> CertificateParams {
    let name = [(DnType::CommonName, "Sandbox Device Attestation Root CA")];
    authority(certificate(&name, 1), now, 3650)
}

fn authority(mut params: CertificateParams, now: OffsetDateTime, days: i64) -> CertificateParams {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.not_before, params.not_after) = (now - Duration::DAY, now + Duration::days(days));
    params
}

/// What HUKS says of a key: security level, identifier and value of each claim.
fn claims(app: &HarmonyApp, challenge: &[u8]) -> Vec<u8> {
    let HarmonyApp { bundle_name, app_identifier } = app;
    let json = format!(
        r#"{{"bundleName":"{bundle_name}","appIdentifier":"{app_identifier}","appMode":"release"}}"#
    );
    let named = |end: &[u8]| oid(&[&ARC[..], end].concat());
    let claim = |level, end: &[u8], value| sequence(&[integer(level), named(end), value]);
    sequence(&[
        integer(0),
        claim(2, &[1, 3], sequence(&[named(&[1, 3, 1]), octets(json.as_bytes())])),
        claim(0, &[1, 4], octets(challenge)),
        claim(3, &[1, 5], octets(&[2, 0, 0, 0])),
        claim(3, &[2, 2, 6], octets(&MANAGER)),
    ])
}
