//! A conversation with one issuer, in the words of the wallet.

use serde::Deserialize;
use serde_json::json;

use crate::base::text;
use crate::base::time::UnixTime;
use crate::holder::device_keys::DeviceKey;
use crate::holder::openid::credential::{self, Issued, NotificationEvent};
use crate::holder::openid::dpop::DpopKey;
use crate::holder::openid::error::{AnswerFault, Asked, IssuanceError};
use crate::holder::openid::exchange::{self, Exchange};
use crate::holder::openid::metadata::Endpoints;
use crate::holder::openid::offer::{self, Offer, PRE_AUTHORIZED};
use crate::holder::openid::token::{RefreshToken, Tokens};
use crate::model::profile::Profile;
use crate::ports::http::{HttpResponse, Method};
use crate::ports::key_store::{Attestation, AttestationRequest, SignPrompt};
use crate::wire::address::Address;

/// Most devices that a card's list of them may have.
const MAX_DEVICES: usize = 64;

/// A device that the card is on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct BoundDevice {
    /// Its identifier, for unbinding it; 64 characters at most.
    #[serde(rename = "device")]
    pub id: String,
    /// When the card was enrolled on it.
    pub enrolled_at: UnixTime,
    /// Whether it is the device that asks.
    #[serde(rename = "this")]
    pub is_this_device: bool,
}

/// An issuer whose metadata was read and checked.
pub(crate) struct IssuerClient<'a> {
    exchange: &'a Exchange,
    issuer: Address,
    endpoints: Endpoints,
}

/// A fresh nonce of the issuer.
pub(crate) struct Nonce(String);

/// The key that a credential is asked for with.
pub(crate) struct ProofKey<'a> {
    pub(crate) key: &'a DeviceKey,
    /// Given in the first proof of a key, whose nonce it was made over.
    pub(crate) attestation: Option<&'a Attestation>,
    pub(crate) prompt: Option<SignPrompt>,
}

impl<'a> IssuerClient<'a> {
    /// Reads the metadata of an issuer that the trust list names.
    pub(crate) async fn connect(
        exchange: &'a Exchange,
        issuer: &str,
        profiles: &[Profile],
        sandbox: bool,
    ) -> Result<Self, IssuanceError> {
        let issuer =
            Address::parse(issuer, sandbox).map_err(|_| IssuanceError::IssuerNotTrusted)?;
        let wanted: Vec<String> = profiles.iter().map(|p| offer::configuration(*p)).collect();
        let endpoints = Endpoints::discover(exchange, &issuer, &wanted, sandbox).await?;
        Ok(Self { exchange, issuer, endpoints })
    }

    /// A fresh nonce, good for one credential request.
    pub(crate) async fn nonce(&self) -> Result<Nonce, IssuanceError> {
        let request = exchange::request(Method::Post, &self.endpoints.nonce);
        let response = self.exchange.send(request).await?;
        credential::read_nonce(&response).map(Nonce)
    }

    /// Redeems an offer. The transaction code was checked to be of the offer's form.
    pub(crate) async fn redeem(
        &self,
        dpop: &DpopKey<'_>,
        offer: &Offer,
        tx_code: Option<&str>,
    ) -> Result<Tokens, IssuanceError> {
        let mut fields = vec![
            ("grant_type", PRE_AUTHORIZED),
            ("pre-authorized_code", offer.pre_authorized_code()),
        ];
        let bare = fields.clone();
        fields.extend(tx_code.map(|code| ("tx_code", code)));
        let asked = Asked::Tokens { with_tx_code: tx_code.is_some() };
        let redeemed = self.token(dpop, &fields, asked).await;
        match (redeemed, tx_code) {
            // The one that went along is not wanted.
            (Err(IssuanceError::TxCodeNeeded { .. }), Some(_)) => {
                self.token(dpop, &bare, Asked::Tokens { with_tx_code: false }).await
            }
            (redeemed, _) => redeemed,
        }
    }

    /// Trades the refresh token for new tokens. The old one counts until the new one is used, so an
    /// answer that gets lost costs nothing.
    pub(crate) async fn refresh(
        &self,
        dpop: &DpopKey<'_>,
        token: &RefreshToken,
    ) -> Result<Tokens, IssuanceError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        self.token(dpop, &fields, Asked::Renewal).await
    }

    async fn token(
        &self,
        dpop: &DpopKey<'_>,
        fields: &[(&str, &str)],
        asked: Asked,
    ) -> Result<Tokens, IssuanceError> {
        let request = exchange::form(&self.endpoints.token, fields);
        let response = dpop.send(self.exchange, request, None).await?;
        Tokens::read(&response, asked)
    }

    /// What a key is made for over this nonce, by a phone of whose App Attest keys the issuer knows
    /// this one. Where the issuer judges nothing, nobody is asked for an attestation: not the maker's
    /// servers, nor the provider's.
    pub(crate) fn attestation_request(
        &self,
        nonce: &Nonce,
        app_attest_key: Option<Vec<u8>>,
    ) -> AttestationRequest {
        let mut request = AttestationRequest::new(self.issuer.as_str(), nonce.0.as_str());
        if self.endpoints.judges.is_nothing() {
            request.challenge.clear();
        }
        AttestationRequest { app_attest_key, ..request }
    }

    /// Whether the issuer judges such an attestation, and can read this one. Any other is not sent.
    pub(crate) fn judges(&self, attestation: &Attestation) -> bool {
        credential::is_judged(attestation, self.endpoints.judges)
    }

    /// Asks for the credential of a profile, at enrolment. None when the nonce was refused: the caller
    /// asks once more with a fresh one.
    pub(crate) async fn credential(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        profile: Profile,
        nonce: &Nonce,
        key: ProofKey<'_>,
    ) -> Result<Option<Issued>, IssuanceError> {
        let proof = credential::prove(
            dpop.keys(),
            key.key,
            key.attestation,
            self.issuer.as_str(),
            &nonce.0,
            self.exchange.clock().now(),
            key.prompt,
        )?;
        let body = json!({
            "credential_configuration_id": offer::configuration(profile),
            "proofs": { "jwt": [proof] },
        });
        let response = self.ask_credential(dpop, tokens, &body).await?;
        if exchange::wants_fresh_nonce(&response) {
            return Ok(None);
        }
        credential::read_credential(&response).map(Some)
    }

    /// Asks for a fresh credential of a profile, for the keys that the issuer recorded.
    pub(crate) async fn renewal(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        profile: Profile,
    ) -> Result<Issued, IssuanceError> {
        let configuration = format!("{}-renewal", offer::configuration(profile));
        let body = json!({ "credential_configuration_id": configuration });
        credential::read_credential(&self.ask_credential(dpop, tokens, &body).await?)
    }

    async fn ask_credential(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        body: &serde_json::Value,
    ) -> Result<HttpResponse, IssuanceError> {
        let request = exchange::json(&self.endpoints.credential, body);
        dpop.send(self.exchange, request, Some(&tokens.access)).await
    }

    /// Tells the issuer whether a credential was kept; does nothing where it does not want to know.
    pub(crate) async fn notify(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        issued: &Issued,
        event: NotificationEvent,
    ) -> Result<(), IssuanceError> {
        let (Some(url), Some(id)) = (&self.endpoints.notification, &issued.notification_id) else {
            return Ok(());
        };
        let body = json!({ "notification_id": id, "event": event.name() });
        let request = exchange::json(url, &body);
        let response = dpop.send(self.exchange, request, Some(&tokens.access)).await?;
        done(&response)
    }

    /// The devices that the card is on.
    pub(crate) async fn devices(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
    ) -> Result<Vec<BoundDevice>, IssuanceError> {
        #[derive(Deserialize)]
        struct Answer {
            devices: Vec<BoundDevice>,
        }
        let request = exchange::request(Method::Get, self.devices_url()?);
        let response = dpop.send(self.exchange, request, Some(&tokens.access)).await?;
        let answer: Answer = exchange::read_json(&response, "list of devices", Asked::WithToken)?;
        let good = |device: &BoundDevice| text::check_line(&device.id, 64).is_ok();
        if answer.devices.len() > MAX_DEVICES || !answer.devices.iter().all(good) {
            return Err(AnswerFault::Json("list of devices").into());
        }
        Ok(answer.devices)
    }

    /// Takes the card off the device that asks.
    async fn unbind_this(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        device: &str,
    ) -> Result<(), IssuanceError> {
        done(&self.ask_unbinding(dpop, tokens, &json!({ "device": device })).await?)
    }

    /// Takes the card off another device, which only the person can do: with a proof by the identity
    /// key, where there is one. Without, the issuer says that it is needed.
    pub(crate) async fn unbind_another(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        device: &str,
        identity: Option<&DeviceKey>,
        prompt: &SignPrompt,
    ) -> Result<(), IssuanceError> {
        let Some(key) = identity else { return self.unbind_this(dpop, tokens, device).await };
        let ask = async || {
            let nonce = self.nonce().await?;
            let proof = credential::prove_unbinding(
                dpop.keys(),
                key,
                self.issuer.as_str(),
                &nonce.0,
                device,
                self.exchange.clock().now(),
                prompt.clone(),
            )?;
            self.ask_unbinding(dpop, tokens, &json!({ "device": device, "proof": proof })).await
        };
        let mut response = ask().await?;
        if exchange::wants_fresh_nonce(&response) {
            response = ask().await?;
        }
        done(&response)
    }

    async fn ask_unbinding(
        &self,
        dpop: &DpopKey<'_>,
        tokens: &Tokens,
        body: &serde_json::Value,
    ) -> Result<HttpResponse, IssuanceError> {
        let request = exchange::json(&format!("{}/unbind", self.devices_url()?), body);
        dpop.send(self.exchange, request, Some(&tokens.access)).await
    }

    fn devices_url(&self) -> Result<&str, IssuanceError> {
        let url = self.endpoints.devices.as_deref();
        Ok(url.ok_or(AnswerFault::Metadata("essc_devices_endpoint"))?)
    }
}

/// A conversation in which the wallet speaks for one enrolment.
pub(crate) struct Login<'a> {
    pub(crate) client: IssuerClient<'a>,
    pub(crate) dpop: DpopKey<'a>,
    pub(crate) tokens: Tokens,
}

impl Login<'_> {
    /// Takes the card off the very device that speaks; does nothing where the issuer knows of no
    /// card on it.
    pub(crate) async fn unbind_this(&self) -> Result<(), IssuanceError> {
        let devices = self.client.devices(&self.dpop, &self.tokens).await?;
        match devices.iter().find(|device| device.is_this_device) {
            Some(this) => self.client.unbind_this(&self.dpop, &self.tokens, &this.id).await,
            None => Ok(()),
        }
    }
}

/// What came of a call that answers with nothing.
fn done(response: &HttpResponse) -> Result<(), IssuanceError> {
    if response.status == 204 { Ok(()) } else { Err(exchange::refused(response, Asked::WithToken)) }
}
