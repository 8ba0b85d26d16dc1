//! Metadata: the credential issuer's (`OpenID4VCI` §12.2) and the authorisation server's (RFC 8414).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use essc::model::profile::Profile;
use serde_json::{Map, Value, json};

use super::Shared;
use super::region::IssuingRegion;
use crate::service::tokens::{PRE_AUTHORIZED_CODE, configuration};

/// Format of a credential: a COSE-signed CWT of the protocol's profile.
const FORMAT: &str = "essc+cwt";

/// How long metadata may be kept.
const CACHE: &str = "public, max-age=300";

pub(super) async fn issuer(State(service): Shared, region: IssuingRegion) -> Response {
    let issuer = service.config.credential_issuer(region.0);
    let configurations: Map<String, Value> = Profile::ALL
        .into_iter()
        .flat_map(|profile| {
            let id = configuration(profile);
            let proofs = json!({ "jwt": { "proof_signing_alg_values_supported": ["ES256"] } });
            let proved = json!({
                "format": FORMAT,
                "cryptographic_binding_methods_supported": ["cose_key"],
                "credential_signing_alg_values_supported": [-7],
                "proof_types_supported": proofs,
                "credential_metadata": { "display": display(profile) },
            });
            // A renewal is bound to the recorded key and takes no proof.
            let renewal = json!({
                "format": FORMAT,
                "credential_signing_alg_values_supported": [-7],
                "credential_metadata": { "display": display(profile) },
            });
            let renewed_by = format!("{id}-renewal");
            [(id, proved), (renewed_by, renewal)]
        })
        .collect();
    let metadata = json!({
        "credential_issuer": issuer,
        "nonce_endpoint": format!("{issuer}/nonce"),
        "credential_endpoint": format!("{issuer}/credential"),
        "notification_endpoint": format!("{issuer}/notification"),
        "essc_devices_endpoint": format!("{issuer}/devices"),
        "essc_attestations": service.attestation_policy.evidence(),
        "credential_configurations_supported": configurations,
    });
    ([(header::CACHE_CONTROL, CACHE)], Json(metadata)).into_response()
}

pub(super) async fn server(State(service): Shared, region: IssuingRegion) -> Response {
    let issuer = service.config.credential_issuer(region.0);
    let metadata = json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "grant_types_supported": [PRE_AUTHORIZED_CODE, "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "pre-authorized_grant_anonymous_access_supported": true,
    });
    ([(header::CACHE_CONTROL, CACHE)], Json(metadata)).into_response()
}

/// What a wallet calls the credential (`OpenID4VCI` §12.2.4). Wallets tell by `credential_metadata`
/// that the metadata are of version 1.0 and of no draft.
fn display(profile: Profile) -> Value {
    let (zh, en) = match profile {
        Profile::Validity => ("电子社会保障卡（卡状态）", "Social security card (validity)"),
        Profile::Entitlement => ("电子社会保障卡（资格）", "Social security card (entitlement)"),
        Profile::Masked => ("电子社会保障卡（脱敏信息）", "Social security card (masked)"),
        Profile::Identity => ("电子社会保障卡（身份信息）", "Social security card (identity)"),
    };
    json!([{ "name": zh, "locale": "zh" }, { "name": en, "locale": "en" }])
}
