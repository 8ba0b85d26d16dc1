//! Chains of certificates of our own making, each as good as a phone's but for what a test changes.

use essc::crypto::digest::sha256;
use essc::crypto::{PublicKey, SigningKey};
use essc::wire::der::{Reader, Tag, Value};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, PublicKeyData, SerialNumber, SignatureAlgorithm, SigningKey as _, date_time_ymd,
};

use essc_sandbox_attestation::der::{sequence, tagged};

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

/// The key of a certificate. Those on P-256 and of Ed25519 come from what everybody knows, and sign one
/// thing in one way, so that vectors are the same whenever they are made.
pub enum Key {
    P256(SigningKey, [u8; 65]),
    Other(KeyPair),
}

impl Key {
    /// The key of the certificate at a place in a chain, the root's at 0, of one family of chains.
    fn of(algorithm: &'static SignatureAlgorithm, family: u8, place: usize) -> Self {
        let secret = sha256(format!("test certificate {family} {place}").as_bytes());
        if algorithm == &rcgen::PKCS_ECDSA_P256_SHA256 {
            let key = SigningKey::from_bytes(&secret).expect("scalar");
            let point = *key.public_key().uncompressed();
            return Self::P256(key, point);
        }
        Self::Other(if algorithm == &rcgen::PKCS_ED25519 {
            // RFC 8410 §7.
            let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
            let pkcs8 = [&head[..], &secret].concat();
            KeyPair::try_from(pkcs8.as_slice()).expect("key")
        } else {
            KeyPair::generate_for(algorithm).expect("key")
        })
    }

    /// As the key of a proof.
    pub fn signing_key(&self) -> &SigningKey {
        match self {
            Self::P256(key, _) => key,
            Self::Other(_) => panic!("not on P-256"),
        }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        match self {
            Self::P256(_, point) => point,
            Self::Other(key) => key.der_bytes(),
        }
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self {
            Self::P256(..) => &rcgen::PKCS_ECDSA_P256_SHA256,
            Self::Other(key) => key.algorithm(),
        }
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        match self {
            Self::P256(key, _) => Ok(key.sign(message).to_der()),
            Self::Other(key) => key.sign(message),
        }
    }
}

/// A chain, leaf first, with the keys of its certificates.
pub struct Minted {
    pub certificates: Vec<Vec<u8>>,
    pub keys: Vec<Key>,
    family: u8,
}

impl Minted {
    /// Mints the drafts, root first.
    pub fn mint(drafts: &[Draft]) -> Self {
        Self::mint_with(drafts, 0)
    }

    /// The same with other keys for each family.
    pub fn mint_with(drafts: &[Draft], family: u8) -> Self {
        let mut minted = Self { certificates: Vec::new(), keys: Vec::new(), family };
        for draft in drafts {
            minted.issue(draft, drafts);
        }
        minted
    }

    /// Mints one more certificate, under the newest one.
    pub fn issue(&mut self, draft: &Draft, above: &[Draft]) {
        let key = Key::of(draft.algorithm, self.family, self.keys.len());
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
        let raw = self.keys[0].der_bytes();
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
