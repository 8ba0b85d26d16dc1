//! The algorithms that certificates are signed with: the closed set, against certificates that OpenSSL
//! signed by themselves (`openssl req -x509 -newkey …`).

use essc::crypto::certificate_signature::{CertificateSignatureError, verify};
use essc::wire::x509::Certificate;

type Verified = Result<(), CertificateSignatureError>;

macro_rules! made_by_openssl {
    ($($name:literal: $verified:expr),* $(,)?) => {
        [$(($name, include_bytes!(concat!("algorithms/", $name, ".der")).as_slice(), $verified)),*]
    };
}

const OUTSIDE: Verified = Err(CertificateSignatureError::Algorithm);
const WRONG: Verified = Err(CertificateSignatureError::Signature);

/// A certificate's name, itself, and whether it verifies.
const CERTIFICATES: [(&str, &[u8], Verified); 13] = made_by_openssl![
    "rsa-sha256": Ok(()),
    "rsa-sha384": Ok(()),
    "rsa-sha512": Ok(()),
    "p256-sha256": Ok(()),
    "p256-sha384": Ok(()),
    "p384-sha256": Ok(()),
    "p384-sha384": Ok(()),
    "rsa-sha1": OUTSIDE,
    "rsa-pss": OUTSIDE,
    "p256-sha512": OUTSIDE,
    "p521-sha256": OUTSIDE,
    "ed25519": OUTSIDE,
    "rsa-1024": WRONG,
];

fn check(certificate: &Certificate<'_>, key: &Certificate<'_>) -> Verified {
    let Certificate { algorithm, signed, signature, .. } = certificate;
    verify(algorithm, key.key.algorithm, key.key.bits, signed, signature)
}

#[test]
fn the_closed_set_verifies_what_openssl_signed_and_nothing_else() {
    for (name, der, verified) in CERTIFICATES {
        let certificate = Certificate::read(der).expect(name);
        assert_eq!(check(&certificate, &certificate), verified, "{name}");
    }
}

#[test]
fn a_signature_of_another_key_or_another_text_does_not_fit() {
    let read = CERTIFICATES
        .map(|(name, der, verified)| (name, Certificate::read(der).expect(name), verified));
    for (name, certificate, verified) in &read {
        if verified.is_err() {
            continue;
        }
        let mut changed = certificate.signed.to_vec();
        *changed.last_mut().expect("a byte") ^= 1;
        let mut other_text = *certificate;
        other_text.signed = &changed;
        assert_eq!(check(&other_text, certificate), WRONG, "{name}");
        for (other, key, _) in read.iter().filter(|(other, ..)| other != name) {
            assert!(check(certificate, key).is_err(), "{name} by the key of {other}");
        }
    }
}
