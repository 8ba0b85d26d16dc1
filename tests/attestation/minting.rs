//! Chains of certificates of our own making, each as good as a phone's but for what a test changes.

use essc::crypto::PublicKey;
use essc::wire::der::{Reader, Tag, Value};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, SerialNumber, SignatureAlgorithm, SigningKey, date_time_ymd,
};

use crate::asn1::{sequence, tagged};

pub const COMMON_NAME: &[u64] = &[2, 5, 4, 3];
pub const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
pub const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
pub const TITLE: &[u64] = &[2, 5, 4, 12];

pub type Name = Vec<(&'static [u64], &'static str)>;
pub type Day = (i32, u8, u8);

/// One certificate to be made.
#[derive(Debug, Clone)]
pub struct Draft {
    pub subject: Name,
    /// Another name than the issuer has, as the issuer's.
    pub issuer: Option<Name>,
    pub serial: Vec<u8>,
    pub from: Day,
    pub until: Day,
    /// What basic constraints say, if they are there.
    pub is_authority: Option<bool>,
    pub extensions: Vec<(Vec<u64>, Vec<u8>)>,
    pub algorithm: &'static SignatureAlgorithm,
}

impl Draft {
    pub fn new(subject: Name, serial: u8) -> Self {
        Self {
            subject,
            issuer: None,
            serial: vec![serial],
            from: (2026, 11, 1),
            until: (2026, 12, 1),
            is_authority: Some(true),
            extensions: Vec::new(),
            algorithm: &rcgen::PKCS_ECDSA_P256_SHA256,
        }
    }

    fn params(&self) -> CertificateParams {
        let mut params = CertificateParams::default();
        let day = |(year, month, day): Day| date_time_ymd(year, month, day);
        params.not_before = day(self.from);
        params.not_after = day(self.until);
        params.serial_number = Some(SerialNumber::from_slice(&self.serial));
        params.distinguished_name = name(&self.subject);
        params.is_ca = match self.is_authority {
            None => IsCa::NoCa,
            Some(false) => IsCa::ExplicitNoCa,
            Some(true) => IsCa::Ca(BasicConstraints::Unconstrained),
        };
        params.custom_extensions = self
            .extensions
            .iter()
            .map(|(oid, value)| CustomExtension::from_oid_content(oid, value.clone()))
            .collect();
        params
    }
}

fn name(attributes: &Name) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    for (oid, value) in attributes {
        name.push(DnType::from_oid(oid), *value);
    }
    name
}

/// A chain, leaf first, with the keys of its certificates.
#[derive(Debug)]
pub struct Minted {
    pub certificates: Vec<Vec<u8>>,
    pub keys: Vec<KeyPair>,
}

impl Minted {
    /// Mints the drafts, root first.
    pub fn mint(drafts: &[Draft]) -> Self {
        let mut minted = Self { certificates: Vec::new(), keys: Vec::new() };
        for draft in drafts {
            minted.issue(draft, drafts);
        }
        minted
    }

    /// Mints one more certificate, under the newest one.
    pub fn issue(&mut self, draft: &Draft, above: &[Draft]) {
        let key = KeyPair::generate_for(draft.algorithm).expect("key");
        let params = draft.params();
        let made = match self.keys.first() {
            None => params.self_signed(&key),
            Some(signer) => {
                let mut issuer = above[self.keys.len() - 1].params();
                if let Some(other) = &draft.issuer {
                    issuer.distinguished_name = name(other);
                }
                params.signed_by(&key, &Issuer::from_params(&issuer, signer))
            }
        };
        self.certificates.insert(0, made.expect("certificate").der().to_vec());
        self.keys.insert(0, key);
    }

    /// The key of the leaf.
    pub fn key(&self) -> PublicKey {
        let raw = self.keys[0].public_key_raw();
        PublicKey::from_uncompressed(raw.try_into().expect("65 bytes")).expect("point")
    }

    /// Changes what is signed of a certificate and signs it again.
    pub fn sign_again(&mut self, at: usize, change: impl Fn(&mut Vec<u8>)) {
        let read = Value::read(&self.certificates[at]).expect("DER");
        let mut inside: Reader<'_> = read.inside(Tag::SEQUENCE).expect("certificate");
        let mut signed = inside.value().expect("body").whole.to_vec();
        let algorithm = inside.value().expect("algorithm").whole.to_vec();
        change(&mut signed);
        let signature = self.keys[at + 1].sign(&signed).expect("signature");
        let bits = tagged(&[3], &[&[0], signature.as_slice()].concat());
        self.certificates[at] = sequence(&[signed, algorithm, bits]);
    }
}

/// Replaces what stands in the bytes once.
pub fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut found = bytes.windows(from.len()).enumerate().filter(|(_, part)| *part == from);
    let (at, _) = found.next().expect("it is there");
    bytes[at..at + to.len()].copy_from_slice(to);
}
