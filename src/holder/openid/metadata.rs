//! Metadata of the issuer (`OpenID4VCI` 1.0 §12.2) and of its authorisation server (RFC 8414).

use std::collections::HashMap;

use serde::Deserialize;

use crate::holder::openid::error::{AnswerFault, IssuanceError};
use crate::holder::openid::exchange::Exchange;
use crate::holder::openid::offer::PRE_AUTHORIZED;
use crate::wire::address::Address;

/// The format of a card credential.
const FORMAT: &str = "essc+cwt";

/// The endpoints of one issuer, all of its own origin.
#[derive(Debug, Clone)]
pub(super) struct Endpoints {
    pub(super) token: String,
    pub(super) nonce: String,
    pub(super) credential: String,
    pub(super) notification: Option<String>,
    pub(super) devices: Option<String>,
    pub(super) judges: Judges,
}

/// The kinds of evidence about a key that the issuer judges; a proof carries no other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judges {
    /// Chains of certificates, Android's and HarmonyOS's.
    pub(super) x5c: bool,
    /// Apple's App Attest.
    pub(super) app_attest: bool,
    /// The words of app providers.
    pub(super) key_attestation: bool,
}

impl Judges {
    /// By `essc_attestations`, or without it the first two. Words of later versions are passed over.
    fn named(words: Option<&[String]>) -> Self {
        let Some(words) = words else {
            return Self { x5c: true, app_attest: true, key_attestation: false };
        };
        let names = |word: &str| words.iter().any(|named| named == word);
        Self {
            x5c: names("x5c"),
            app_attest: names("app_attest"),
            key_attestation: names("key_attestation"),
        }
    }

    /// Whether it judges none of what this wallet can send.
    pub(super) const fn is_nothing(self) -> bool {
        !self.x5c && !self.app_attest && !self.key_attestation
    }
}

#[derive(Deserialize)]
struct IssuerMetadata {
    credential_issuer: String,
    #[serde(default)]
    authorization_servers: Vec<String>,
    credential_endpoint: String,
    nonce_endpoint: String,
    notification_endpoint: Option<String>,
    essc_devices_endpoint: Option<String>,
    essc_attestations: Option<Vec<String>>,
    credential_configurations_supported: HashMap<String, Configuration>,
}

#[derive(Deserialize)]
struct Configuration {
    format: String,
    /// Which proofs are taken, by type.
    proof_types_supported: Option<HashMap<String, ProofType>>,
}

#[derive(Deserialize)]
struct ProofType {
    #[serde(default)]
    proof_signing_alg_values_supported: Vec<String>,
}

impl Configuration {
    /// Whether it takes the proofs that this wallet makes, as far as it says which it takes.
    fn takes_our_proofs(&self) -> bool {
        self.proof_types_supported.as_ref().is_none_or(|types| {
            types.get("jwt").is_some_and(|jwt| {
                jwt.proof_signing_alg_values_supported.iter().any(|alg| alg == "ES256")
            })
        })
    }
}

#[derive(Deserialize)]
struct ServerMetadata {
    issuer: String,
    token_endpoint: String,
    #[serde(default)]
    grant_types_supported: Vec<String>,
    #[serde(default)]
    dpop_signing_alg_values_supported: Vec<String>,
}

impl Endpoints {
    /// Fetches both documents and checks that they are of this issuer, for these configurations, and
    /// that every endpoint is of its origin.
    pub(super) async fn discover(
        exchange: &Exchange,
        issuer: &Address,
        configurations: &[String],
        sandbox: bool,
    ) -> Result<Self, IssuanceError> {
        let url = issuer.well_known("openid-credential-issuer");
        let about: IssuerMetadata = exchange.fetch_json(&url, "issuer metadata").await?;
        let server_url = issuer.well_known("oauth-authorization-server");
        let server: ServerMetadata = exchange.fetch_json(&server_url, "server metadata").await?;
        let same = |name: &str| name == issuer.as_str();
        let fault = |what| IssuanceError::Answer(AnswerFault::Metadata(what));
        if !same(&about.credential_issuer) || !same(&server.issuer) {
            return Err(fault("issuer"));
        }
        if !about.authorization_servers.iter().all(|name| same(name)) {
            return Err(fault("authorization_servers"));
        }
        let known = &about.credential_configurations_supported;
        if !configurations.iter().all(|id| known.get(id).is_some_and(|c| c.format == FORMAT)) {
            return Err(fault("credential_configurations_supported"));
        }
        if !configurations
            .iter()
            .filter_map(|id| known.get(id))
            .all(Configuration::takes_our_proofs)
        {
            return Err(fault("proof_signing_alg_values_supported"));
        }
        if !server.grant_types_supported.iter().any(|grant| grant == PRE_AUTHORIZED) {
            return Err(fault("grant_types_supported"));
        }
        if !server.dpop_signing_alg_values_supported.iter().any(|alg| alg == "ES256") {
            return Err(fault("dpop_signing_alg_values_supported"));
        }
        let own = |url: String, what| match Address::parse(&url, sandbox) {
            Ok(address) if address.origin() == issuer.origin() => Ok(url),
            _ => Err(fault(what)),
        };
        let optional = |url: Option<String>, what| url.map(|url| own(url, what)).transpose();
        Ok(Self {
            token: own(server.token_endpoint, "token_endpoint")?,
            nonce: own(about.nonce_endpoint, "nonce_endpoint")?,
            credential: own(about.credential_endpoint, "credential_endpoint")?,
            notification: optional(about.notification_endpoint, "notification_endpoint")?,
            devices: optional(about.essc_devices_endpoint, "essc_devices_endpoint")?,
            judges: Judges::named(about.essc_attestations.as_deref()),
        })
    }
}
