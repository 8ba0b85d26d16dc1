//! The token side of issuance: offers, their redemption, and renewal of tokens.

use essc::crypto::digest::Sha256;
use essc::crypto::random::{self, RandomUnavailable};
use essc::issuance::card_issuer;
use essc::model::identifiers::CardNumber;
use essc::model::profile::Profile;
use essc::model::region::Region;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Service, issue};
use crate::dpop::Proof;
use crate::random_token::RandomToken;
use crate::store::StoreError;
use crate::store::grants::{
    NewOffer, NotIssuable, OfferedCard, Prover, RedeemRefused, Redemption, RenewRefused, Renewal,
    TokenPair,
};

/// Digits of a transaction code.
pub const TX_CODE_DIGITS: usize = 6;

/// The configuration of a profile, `essc-validity`; with `-renewal` behind it, what renews it.
#[must_use]
pub fn configuration(profile: Profile) -> String {
    format!("essc-{}", profile.name())
}

/// The pre-authorised code grant (`OpenID4VCI` §4.1.1).
pub const PRE_AUTHORIZED_CODE: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// An error that is not the client's.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No fresh randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
}

/// What keeps an offer from strangers who see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferProtection {
    /// A transaction code, given to the holder another way.
    TxCode,
    /// Only the key of this thumbprint can redeem it.
    Key(Sha256),
}

/// An offer to hand to a holder.
pub struct Offer {
    /// `openid-credential-offer://…`, by value.
    pub uri: String,
    /// The transaction code, to be given another way.
    pub tx_code: Option<Zeroizing<String>>,
    /// End of its life.
    pub expires: essc::base::time::UnixTime,
}

/// A pair of tokens for a client.
pub struct Issuance {
    /// Access token.
    pub access: Zeroizing<String>,
    /// Its life in seconds.
    pub expires_in: u64,
    /// Refresh token.
    pub refresh: Zeroizing<String>,
}

impl Service {
    /// Makes an offer to enrol one device for a card.
    ///
    /// # Errors
    /// [`Failure`]; within it, why the card gets none.
    pub async fn offer(
        &self,
        card: CardNumber,
        protection: OfferProtection,
    ) -> Result<Result<Offer, NotIssuable>, Failure> {
        let code = RandomToken::fresh()?;
        let tx_code = match protection {
            OfferProtection::TxCode => Some(fresh_tx_code()?),
            OfferProtection::Key(_) => None,
        };
        let expires = self.now().plus(self.config.offer_life);
        let offer = NewOffer {
            card,
            code: code.hash,
            tx_code: tx_code.as_ref().map(|digits| self.secret.tx_code(&code.hash, digits)),
            thumbprint: match protection {
                OfferProtection::TxCode => None,
                OfferProtection::Key(thumbprint) => Some(thumbprint),
            },
            expires,
        };
        let OfferedCard { region, holder } = match self.store.create_offer(offer).await? {
            Ok(offered) => offered,
            Err(refused) => return Ok(Err(refused)),
        };
        // What can't be issued is not offered: a name too long for an identity card leaves three.
        let person = issue::person(&holder, card);
        let possible = |profile| card_issuer::attributes(&person, profile, self.now()).is_ok();
        let profiles = Profile::ALL.into_iter().filter(|profile| possible(*profile));
        let ids: Vec<_> = profiles.map(configuration).collect();
        let uri = self.offer_uri(region, &ids, &code.text, tx_code.is_some());
        Ok(Ok(Offer { uri, tx_code, expires }))
    }

    fn offer_uri(
        &self,
        region: Region,
        configurations: &[String],
        code: &str,
        with_tx_code: bool,
    ) -> String {
        let mut grant = json!({ "pre-authorized_code": code });
        if with_tx_code {
            grant["tx_code"] = json!({ "input_mode": "numeric", "length": TX_CODE_DIGITS });
        }
        let offer = json!({
            "credential_issuer": self.config.credential_issuer(region),
            "credential_configuration_ids": configurations,
            "grants": { PRE_AUTHORIZED_CODE: grant },
        });
        let text = offer.to_string();
        format!("openid-credential-offer://?credential_offer={}", percent_encoded(&text))
    }

    /// Redeems an offer for tokens bound to the key of `proof`.
    ///
    /// # Errors
    /// [`Failure`]; within it, why it was not redeemed.
    pub async fn redeem(
        &self,
        region: Region,
        code: &str,
        tx_code: Option<&str>,
        proof: Proof,
    ) -> Result<Result<Issuance, RedeemRefused>, Failure> {
        let (issuance, tokens) = self.fresh_tokens()?;
        let code = RandomToken::hash(code);
        let redemption = Redemption {
            region,
            tx_code: tx_code.map(|digits| self.secret.tx_code(&code, digits)),
            code,
            prover: prover(proof),
            device: random::bytes()?,
            device_cap: self.config.device_cap,
            tokens,
        };
        Ok(self.store.redeem_offer(redemption).await?.map(|()| issuance))
    }

    /// Renews tokens.
    ///
    /// # Errors
    /// [`Failure`]; within it, why they were not renewed.
    pub async fn renew(
        &self,
        region: Region,
        refresh_token: &str,
        proof: Proof,
    ) -> Result<Result<Issuance, RenewRefused>, Failure> {
        let (issuance, tokens) = self.fresh_tokens()?;
        let presented = RandomToken::hash(refresh_token);
        let renewal = Renewal { region, presented, prover: prover(proof), tokens };
        Ok(self.store.renew_tokens(renewal).await?.map(|()| issuance))
    }

    fn fresh_tokens(&self) -> Result<(Issuance, TokenPair), Failure> {
        let (access, refresh) = (RandomToken::fresh()?, RandomToken::fresh()?);
        let now = self.now();
        let tokens = TokenPair {
            access: access.hash,
            access_expires: now.plus(self.config.access_token_life),
            refresh: refresh.hash,
            refresh_expires: now.plus(self.config.refresh_token_life),
        };
        let issuance = Issuance {
            access: access.text,
            expires_in: self.config.access_token_life,
            refresh: refresh.text,
        };
        Ok((issuance, tokens))
    }
}

fn prover(proof: Proof) -> Prover {
    Prover { key: proof.key, thumbprint: proof.thumbprint, proof: proof.single_use }
}

/// Six random digits, each code as likely as the others.
fn fresh_tx_code() -> Result<Zeroizing<String>, RandomUnavailable> {
    const CODES: u32 = 1_000_000;
    // The largest multiple of the number of codes that a u32 holds: what is above would favour some.
    const FAIR: u32 = u32::MAX / CODES * CODES;
    loop {
        let drawn = u32::from_be_bytes(random::bytes()?);
        if drawn < FAIR {
            return Ok(Zeroizing::new(format!("{:06}", drawn % CODES)));
        }
    }
}

/// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_unreserved_characters_is_encoded() {
        assert_eq!(percent_encoded("a-Z_0.~ {\"é"), "a-Z_0.~%20%7B%22%C3%A9");
    }

    #[test]
    fn a_transaction_code_has_six_digits() {
        let code = fresh_tx_code().expect("random");
        assert!(code.len() == TX_CODE_DIGITS && code.bytes().all(|c| c.is_ascii_digit()));
    }
}
