//! A credential offer (`OpenID4VCI` 1.0 §4.1), by value only, as a QR code or a link carries it.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::base::json;
use crate::model::profile::Profile;

/// What an offer starts with.
const PREFIX: &str = "openid-credential-offer://?credential_offer=";
/// What an offer by reference starts with: it would make the phone fetch what a stranger names.
const BY_REFERENCE: &str = "openid-credential-offer://?credential_offer_uri=";
/// Most bytes of an offer's text.
const MAX_TEXT: usize = 8192;
/// Most bytes of its JSON.
const MAX_JSON: usize = 4096;
/// Most bytes of a pre-authorised code.
const MAX_CODE: usize = 512;

/// Most digits of a transaction code whose length an offer does not say.
const MAX_TX_CODE: usize = 16;

/// Grant type of the pre-authorised code flow.
pub(super) const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// Why an offer was refused. Nothing was sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum OfferError {
    /// Not an offer.
    #[error("not a credential offer")]
    NotAnOffer,
    /// An offer that names a place to fetch it from.
    #[error("offers by reference are not followed")]
    ByReference,
    /// The text or a value in it is too long.
    #[error("the offer is too long")]
    TooLong,
    /// The JSON is not an offer's: a member is missing, twice, or of the wrong type.
    #[error("the content of the offer was refused")]
    Content,
    /// It has no pre-authorised code.
    #[error("the offer has no pre-authorised code")]
    Grant,
    /// It does not offer a card of this SDK.
    #[error("the offer is not for an electronic social security card")]
    NotACard,
    /// The transaction code it asks for is not 4 to 8 digits.
    #[error("the offer asks for a transaction code this wallet can't enter")]
    TxCode,
}

/// What the transaction code looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TxCodeForm {
    /// Number of digits, 4 to 8; none: the offer does not say how many.
    pub length: Option<u8>,
}

/// A well-formed offer. Whether its issuer is one to speak to, the trust list says.
#[derive(Clone)]
pub struct Offer {
    credential_issuer: String,
    profiles: Vec<Profile>,
    pre_authorized_code: Zeroizing<String>,
    tx_code: Option<TxCodeForm>,
}

#[derive(Deserialize)]
struct OfferJson {
    credential_issuer: String,
    credential_configuration_ids: Vec<String>,
    grants: Option<Grants>,
}

#[derive(Deserialize)]
struct Grants {
    #[serde(rename = "urn:ietf:params:oauth:grant-type:pre-authorized_code")]
    pre_authorized: Option<Grant>,
}

#[derive(Deserialize)]
struct Grant {
    #[serde(rename = "pre-authorized_code")]
    code: String,
    tx_code: Option<TxCodeJson>,
}

#[derive(Deserialize)]
struct TxCodeJson {
    input_mode: Option<String>,
    length: Option<u8>,
}

impl Offer {
    /// Reads an offer, as a person may have pasted it: blanks, line ends and quotes around it, and
    /// blanks and line ends in it, count for nothing, since a link has none.
    ///
    /// # Errors
    /// [`OfferError`].
    pub fn parse(text: &str) -> Result<Self, OfferError> {
        if text.len() > MAX_TEXT {
            return Err(OfferError::TooLong);
        }
        let text = &unwrapped(text);
        if text.starts_with(BY_REFERENCE) {
            return Err(OfferError::ByReference);
        }
        let encoded = text.strip_prefix(PREFIX).ok_or(OfferError::NotAnOffer)?;
        let decoded = percent_decode(encoded).ok_or(OfferError::NotAnOffer)?;
        if decoded.len() > MAX_JSON {
            return Err(OfferError::TooLong);
        }
        let json: OfferJson = json::parse(&decoded, MAX_JSON).map_err(|_| OfferError::Content)?;
        let grant = json.grants.and_then(|g| g.pre_authorized).ok_or(OfferError::Grant)?;
        if grant.code.is_empty() || !grant.code.bytes().all(|c| c.is_ascii_graphic()) {
            return Err(OfferError::Grant);
        }
        if grant.code.len() > MAX_CODE {
            return Err(OfferError::TooLong);
        }
        let ids = json.credential_configuration_ids;
        let profiles: Vec<Profile> =
            Profile::ALL.into_iter().filter(|p| ids.contains(&configuration(*p))).collect();
        if !profiles.contains(&Profile::Validity) {
            return Err(OfferError::NotACard);
        }
        Ok(Self {
            credential_issuer: json.credential_issuer,
            profiles,
            tx_code: grant.tx_code.map(|tx| tx.form()).transpose()?,
            pre_authorized_code: Zeroizing::new(grant.code),
        })
    }

    /// The issuer it names.
    #[must_use]
    pub fn credential_issuer(&self) -> &str {
        &self.credential_issuer
    }

    /// The profiles it offers, in the order of their numbers; validity is one of them.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The transaction code it asks for, which the holder got another way.
    #[must_use]
    pub const fn tx_code(&self) -> Option<TxCodeForm> {
        self.tx_code
    }

    pub(super) fn pre_authorized_code(&self) -> &str {
        &self.pre_authorized_code
    }
}

impl TxCodeForm {
    /// Whether `text` is a code of this form.
    #[must_use]
    pub fn takes(self, text: &str) -> bool {
        let fits = match self.length {
            Some(length) => text.len() == usize::from(length),
            None => (1..=MAX_TX_CODE).contains(&text.len()),
        };
        fits && text.bytes().all(|c| c.is_ascii_digit())
    }
}

impl TxCodeJson {
    fn form(&self) -> Result<TxCodeForm, OfferError> {
        let numeric = self.input_mode.as_deref().is_none_or(|mode| mode == "numeric");
        let fits = self.length.is_none_or(|n| (4..=8).contains(&n));
        if numeric && fits {
            Ok(TxCodeForm { length: self.length })
        } else {
            Err(OfferError::TxCode)
        }
    }
}

/// Shows the issuer only: the code is a secret.
impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Offer({})", self.credential_issuer)
    }
}

/// The credential configuration of a profile at enrolment: `essc-validity` and so on.
pub(super) fn configuration(profile: Profile) -> String {
    format!("essc-{}", profile.name())
}

/// RFC 3986 §2.1; none for an incomplete escape or a character that must be escaped in a query value.
fn percent_decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? << 4 | digit()?).ok()?
            }
            b'&' | b'#' | b'+' => return None,
            plain if plain.is_ascii_graphic() => plain,
            _ => return None,
        });
    }
    Some(decoded)
}

/// A link without what a mail program, a terminal or a person put around and into it.
fn unwrapped(text: &str) -> Zeroizing<String> {
    let invisible = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let is_quote = |c: char| {
        matches!(
            c,
            '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '‘' | '’' | '「' | '」' | '《' | '》'
        )
    };
    let link: String = text.chars().filter(|c| !invisible(*c)).collect();
    let link = Zeroizing::new(link);
    Zeroizing::new(link.trim_matches(is_quote).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::percent_encode;
    use super::*;

    fn good() -> Value {
        json!({
            "credential_issuer": "https://card.example/440100",
            "credential_configuration_ids":
                ["essc-validity", "essc-entitlement", "essc-masked", "essc-identity", "later"],
            "grants": { PRE_AUTHORIZED: {
                "pre-authorized_code": "a-code",
                "tx_code": {"input_mode": "numeric", "length": 6},
            }},
        })
    }

    fn text(json: &Value) -> String {
        format!("{PREFIX}{}", percent_encode(&json.to_string()))
    }

    fn parse(json: &Value) -> Result<Offer, OfferError> {
        Offer::parse(&text(json))
    }

    #[test]
    fn a_good_offer_is_read_and_its_code_is_not_shown() {
        let offer = parse(&good()).expect("offer");
        assert_eq!(offer.profiles(), Profile::ALL);
        assert_eq!(offer.tx_code(), Some(TxCodeForm { length: Some(6) }));
        assert_eq!(offer.pre_authorized_code(), "a-code");
        assert!(!format!("{offer:?}").contains("a-code"));
    }

    #[test]
    fn other_schemes_references_and_queries_are_refused() {
        let good = text(&good());
        for bad in [
            "",
            "openid-credential-offer://",
            "openid-credential-offer://x?credential_offer={}",
            "https://card.example/?credential_offer=%7B%7D",
            &good.replace("openid-", "OPENID-"),
            &format!("{good}&credential_offer=%7B%7D"),
            &format!("{good}#x"),
            &format!("{good}%"),
            &format!("{good}%7"),
            &format!("offer {good}"),
        ] {
            assert_eq!(Offer::parse(bad).err(), Some(OfferError::NotAnOffer), "{bad}");
        }
        let reference = format!("{BY_REFERENCE}https%3A%2F%2Fcard.example");
        assert_eq!(Offer::parse(&reference).err(), Some(OfferError::ByReference));
        let long = format!("{good}{}", "a".repeat(MAX_TEXT));
        assert_eq!(Offer::parse(&long).err(), Some(OfferError::TooLong));
    }

    #[test]
    fn a_pasted_offer_is_read_whatever_was_pasted_with_it() {
        let good = text(&good());
        let (start, end) = good.split_at(60);
        for pasted in [
            format!(" {good}\n"),
            format!("\t{good}\r\n\r\n"),
            format!("'{good}'"),
            format!("\u{feff}“{good}”\u{3000}"),
            format!("<{good}>"),
            format!("{start}\r\n  {end}"),
            format!("{start}\u{200b}{end}"),
        ] {
            let offer = Offer::parse(&pasted).expect(&pasted);
            assert_eq!(offer.pre_authorized_code(), "a-code");
        }
        for bad in ["''".to_owned(), format!("{good}'x"), good.replacen('%', "'%", 1)] {
            assert!(Offer::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn content_that_is_no_offer_of_a_card_is_refused() {
        let with = |path: &str, value: Value| {
            let mut offer = good();
            *offer.pointer_mut(path).expect("path") = value;
            parse(&offer).err()
        };
        let grant = "/grants/urn:ietf:params:oauth:grant-type:pre-authorized_code";
        let code = format!("{grant}/pre-authorized_code");
        let tx_code = format!("{grant}/tx_code");
        assert_eq!(with("/grants", json!({})), Some(OfferError::Grant));
        assert_eq!(with("/grants", json!({"authorization_code": {}})), Some(OfferError::Grant));
        assert_eq!(with(&code, json!("")), Some(OfferError::Grant));
        assert_eq!(with(&code, json!("a b")), Some(OfferError::Grant));
        assert_eq!(with(&code, json!("a".repeat(MAX_CODE + 1))), Some(OfferError::TooLong));
        assert_eq!(with(&code, json!(7)), Some(OfferError::Content));
        let ids = "/credential_configuration_ids";
        assert_eq!(with(ids, json!(["essc-identity"])), Some(OfferError::NotACard));
        assert_eq!(with(ids, json!("essc-validity")), Some(OfferError::Content));
        for form in [json!({}), json!({"input_mode": "numeric"}), json!({"description": "SMS"})] {
            assert_eq!(with(&tx_code, form), None);
        }
        for form in [json!({"length": 3}), json!({"length": 9})] {
            assert_eq!(with(&tx_code, form), Some(OfferError::TxCode));
        }
        assert_eq!(
            with(&tx_code, json!({"input_mode": "text", "length": 6})),
            Some(OfferError::TxCode)
        );
        let twice = r#"{"credential_issuer":"a","credential_issuer":"b"}"#;
        let twice = format!("{PREFIX}{}", percent_encode(twice));
        assert_eq!(Offer::parse(&twice).err(), Some(OfferError::Content));
    }

    #[test]
    fn a_transaction_code_is_checked_before_it_is_sent() {
        let any = TxCodeForm { length: None };
        assert!(any.takes("1") && any.takes("1234567890123456"));
        assert!(!any.takes("") && !any.takes("12345678901234567") && !any.takes("12a"));
        let form = TxCodeForm { length: Some(6) };
        assert!(form.takes("012345"));
        for bad in ["", "12345", "1234567", "12345x", "１２３４５６"] {
            assert!(!form.takes(bad), "{bad}");
        }
    }
}
