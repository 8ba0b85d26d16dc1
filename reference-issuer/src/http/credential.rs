//! The credential endpoint (`OpenID4VCI` §8): one configuration a request, bound to the key that is
//! proved, or at renewal to the key that is recorded.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use essc::base::{base64url, json};
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use serde::Deserialize;
use serde_json::json;

use super::Shared;
use super::fault::{Challenge, Fault, fresh};
use super::media_type;
use super::region::IssuingRegion;
use super::session;
use super::token::card_reason;
use crate::key_proof::{self, KeyProof, Purpose};
use crate::nonces::Kind;
use crate::service::Service;
use crate::service::issue::{CredentialRefused, CredentialRequest};
use crate::store::enrollments::{IssueRefused, Session};

const MAX_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
struct Body {
    credential_configuration_id: Option<String>,
    credential_identifier: Option<serde_json::Value>,
    proofs: Option<Proofs>,
    credential_response_encryption: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proofs {
    jwt: Vec<String>,
}

/// A configuration: which profile, and whether it renews.
fn configuration(id: &str) -> Option<(Profile, bool)> {
    let id = id.strip_prefix("essc-")?;
    let (name, renews) = match id.strip_suffix("-renewal") {
        Some(name) => (name, true),
        None => (id, false),
    };
    Profile::ALL.into_iter().find(|p| p.name() == name).map(|profile| (profile, renews))
}

pub(super) async fn credential(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let region = region.0;
    let refused = Fault::bad_request("invalid_credential_request");
    media_type::require_json(&headers, "invalid_credential_request")?;
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_credential_request"))?;
    let url = format!("{}/credential", service.config.credential_issuer(region));
    let (session, proof) = session::session(&service, &headers, region, "POST", &url).await?;
    let body: Body = json::parse(&body, MAX_BYTES).map_err(|_| refused)?;
    // Never in the clear to one that asked for an encrypted answer.
    if body.credential_response_encryption.is_some() {
        return Err(Fault::bad_request("invalid_encryption_parameters"));
    }
    // This issuer hands out no identifiers (OpenID4VCI §6.2), so any is unknown.
    let id = match (&body.credential_configuration_id, &body.credential_identifier) {
        (Some(id), None) => id,
        (None, Some(_)) => return Err(Fault::bad_request("unknown_credential_identifier")),
        (Some(_), Some(_)) | (None, None) => return Err(refused),
    };
    let (profile, renews) =
        configuration(id).ok_or(Fault::bad_request("unknown_credential_configuration"))?;
    let key = match (renews, body.proofs) {
        (true, None) => None,
        // A key offered at renewal is refused, not ignored: its sender believes it counts.
        (true, Some(_)) => return Err(refused),
        (false, Some(Proofs { jwt })) => {
            let [text] = jwt.as_slice() else { return Err(Fault::bad_request("invalid_proof")) };
            Some(key_proof(&service, region, &session, profile, text)?)
        }
        (false, None) => return Err(Fault::bad_request("invalid_proof")),
    };
    let request = CredentialRequest {
        enrollment: session.enrollment,
        region,
        profile,
        key,
        proof: proof.single_use,
    };
    let credential = service.issue(request).await?.map_err(refuse)?;
    let notification = service.nonces.fresh(Kind::Notification, region, service.now())?;
    Ok(fresh(json!({
        "credentials": [{ "credential": base64url::encode(&credential) }],
        "notification_id": notification,
    })))
}

/// Checks the proof of the key, and for an everyday credential that it is the token's.
fn key_proof(
    service: &Service,
    region: Region,
    session: &Session,
    profile: Profile,
    text: &str,
) -> Result<KeyProof, Fault> {
    let audience = service.config.credential_issuer(region);
    let now = service.now();
    let proof =
        key_proof::check(text, Purpose::Credential, &audience, region, &service.nonces, now)?;
    let is_token_key = proof.key == session.everyday_key;
    if is_token_key == (profile.key_role() == KeyRole::Everyday) {
        Ok(proof)
    } else {
        Err(Fault::bad_request("invalid_proof").because("other_key"))
    }
}

fn refuse(refused: CredentialRefused) -> Fault {
    let denied = Fault::bad_request("credential_request_denied");
    match refused {
        CredentialRefused::Store(refused) => match refused {
            IssueRefused::ProofReused => Fault::unauthorized("invalid_dpop_proof", Challenge::Dpop),
            IssueRefused::NonceUsed => Fault::bad_request("invalid_nonce"),
            IssueRefused::OtherKey => Fault::bad_request("invalid_proof").because("other_key"),
            IssueRefused::NotAttested => {
                Fault::bad_request("invalid_proof").because("key_not_attested")
            }
            IssueRefused::Card(refused) => denied.because(card_reason(refused)),
            IssueRefused::Unbound => denied.because("device_unbound"),
            IssueRefused::DeviceCap => denied.because("device_limit"),
            IssueRefused::NothingToRenew => denied.because("nothing_to_renew"),
            IssueRefused::IndexesUsedUp => denied.because("region_full"),
        },
        CredentialRefused::Card(refused) => {
            use essc::issuance::card_issuer::CardRefused;
            match refused {
                CardRefused::Attributes(_) => denied.because("name_not_supported"),
                CardRefused::Person(_) => denied.because("person_not_supported"),
                CardRefused::NoLifeLeft => denied.because("retry_later"),
                CardRefused::Time | CardRefused::CodeAge => Fault::SERVER,
            }
        }
        CredentialRefused::NoKey => Fault::BUSY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_are_the_four_profiles_and_their_renewals() {
        assert_eq!(configuration("essc-validity"), Some((Profile::Validity, false)));
        assert_eq!(configuration("essc-identity-renewal"), Some((Profile::Identity, true)));
        for other in ["", "essc-", "validity", "essc-Validity", "essc-validity-renewal-renewal"] {
            assert_eq!(configuration(other), None, "{other}");
        }
    }
}
