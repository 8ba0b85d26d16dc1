//! What a proof's header brings along about where its key lives: decoded, and not judged.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::base64url;
use essc::issuance::attestation::Evidence;
use essc::wire::app_attest::AppAttest;
use essc::wire::jws::JoseHeader;

/// Evidence of one kind, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentEvidence {
    /// The certificates of `x5c` in DER, leaf first.
    X5c(Vec<Vec<u8>>),
    /// `essc_app_attest`.
    AppAttest(AppAttest),
    /// `key_attestation`, a compact JWS.
    KeyAttestation(String),
    /// A member whose value does not decode, which is refused with this word (protocol §8.5).
    Unreadable(&'static str),
}

impl SentEvidence {
    /// The evidence of a header that was read as a proof's, which has one kind at most.
    #[must_use]
    pub fn of(header: &JoseHeader) -> Option<Self> {
        if let Some(chain) = &header.x5c {
            let decoded: Result<_, _> = chain.iter().map(|one| STANDARD.decode(one)).collect();
            return Some(decoded.map_or(Self::Unreadable("certificate_form"), Self::X5c));
        }
        if let Some(text) = &header.essc_app_attest {
            let decoded = base64url::decode(text).ok();
            let read = decoded.and_then(|bytes| AppAttest::decode(&bytes).ok());
            return Some(read.map_or(Self::Unreadable("app_attest_form"), Self::AppAttest));
        }
        header.key_attestation.clone().map(Self::KeyAttestation)
    }

    /// As what is judged.
    ///
    /// # Errors
    /// The word for what could not be read.
    pub fn as_evidence(&self) -> Result<Evidence<'_>, &'static str> {
        match self {
            Self::X5c(chain) => Ok(Evidence::X5c(chain)),
            Self::AppAttest(statement) => Ok(Evidence::AppAttest(statement)),
            Self::KeyAttestation(jws) => Ok(Evidence::KeyAttestation(jws)),
            Self::Unreadable(word) => Err(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use essc::crypto::SigningKey;
    use essc::wire::app_attest;

    fn header() -> JoseHeader {
        let key = SigningKey::from_bytes(&[3; 32]).expect("scalar").public_key();
        JoseHeader::proof("openid4vci-proof+jwt", &key)
    }

    #[test]
    fn each_member_is_decoded_and_what_does_not_decode_is_not_silence() {
        assert_eq!(SentEvidence::of(&header()), None);
        let of_chain = |chain: &[&str]| {
            let x5c = Some(chain.iter().map(ToString::to_string).collect());
            SentEvidence::of(&JoseHeader { jwk: None, x5c, ..header() })
        };
        let chain = SentEvidence::X5c(vec![vec![0], vec![1]]);
        assert_eq!(of_chain(&["AA==", "AQ=="]), Some(chain));
        assert_eq!(of_chain(&["AA==", "A"]), Some(SentEvidence::Unreadable("certificate_form")));

        let of_app = |text: &str| {
            SentEvidence::of(&JoseHeader { essc_app_attest: Some(text.into()), ..header() })
        };
        let sent = base64url::encode(&app_attest::encode(&[7; 32], None, &[1]));
        let Some(SentEvidence::AppAttest(read)) = of_app(&sent) else { panic!("not read") };
        assert_eq!((read.key_id, read.attestation), ([7; 32], None));
        assert_eq!(of_app("AA"), Some(SentEvidence::Unreadable("app_attest_form")));

        let jws = JoseHeader { key_attestation: Some("a.b.c".into()), ..header() };
        assert_eq!(SentEvidence::of(&jws), Some(SentEvidence::KeyAttestation("a.b.c".into())));
    }
}
