//! The token endpoint (RFC 6749 §5, `OpenID4VCI` §6): a code or a refresh token becomes tokens that
//! are bound to the key of the `DPoP` proof.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use essc::model::life_cycle::State as CardState;
use essc::model::region::Region;
use serde::Deserialize;
use serde_json::json;

use super::Shared;
use super::fault::{Fault, fresh};
use super::region::IssuingRegion;
use super::session;
use crate::dpop::Proof;
use crate::service::Service;
use crate::service::tokens::{Issuance, PRE_AUTHORIZED_CODE};
use crate::store::grants::{NotIssuable, RedeemRefused, RenewRefused};

/// A token request; a parameter that stands twice is refused. One without a value counts as left out
/// (RFC 6749 §3.2), so that an empty `tx_code` is not a try.
#[derive(Deserialize)]
pub(super) struct TokenRequest {
    grant_type: Option<String>,
    #[serde(rename = "pre-authorized_code")]
    code: Option<String>,
    tx_code: Option<String>,
    refresh_token: Option<String>,
}

pub(super) async fn token(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
    form: Result<Form<TokenRequest>, FormRejection>,
) -> Result<Response, Fault> {
    let region = region.0;
    let Form(request) = form.map_err(refuse_form)?;
    let url = format!("{}/token", service.config.credential_issuer(region));
    let proof = session::token_proof(&service, &headers, region, &url)?;
    let issuance = match (
        given(&request.grant_type).unwrap_or_default(),
        given(&request.code),
        given(&request.refresh_token),
    ) {
        (PRE_AUTHORIZED_CODE, Some(code), None) => {
            redeem(&service, region, code, given(&request.tx_code), proof).await?
        }
        ("refresh_token", None, Some(token)) => {
            service.renew(region, token, proof).await?.map_err(refuse_renewal)?
        }
        ("" | PRE_AUTHORIZED_CODE | "refresh_token", _, _) => return Err(Fault::INVALID_REQUEST),
        _ => return Err(Fault::bad_request("unsupported_grant_type")),
    };
    Ok(fresh(json!({
        "access_token": issuance.access.as_str(),
        "token_type": "DPoP",
        "expires_in": issuance.expires_in,
        "refresh_token": issuance.refresh.as_str(),
    })))
}

/// A parameter that has a value.
fn given(parameter: &Option<String>) -> Option<&str> {
    parameter.as_deref().filter(|value| !value.is_empty())
}

async fn redeem(
    service: &Service,
    region: Region,
    code: &str,
    tx_code: Option<&str>,
    proof: Proof,
) -> Result<Issuance, Fault> {
    service.redeem(region, code, tx_code, proof).await?.map_err(|refused| match refused {
        RedeemRefused::ProofReused => Fault::bad_request("invalid_dpop_proof"),
        RedeemRefused::UnknownCode | RedeemRefused::OtherKey => {
            Fault::bad_request("invalid_grant").because("offer_dead")
        }
        RedeemRefused::TxCodeMismatch => Fault::INVALID_REQUEST.because("tx_code_mismatch"),
        RedeemRefused::WrongTxCode => Fault::bad_request("invalid_grant").because("tx_code_wrong"),
        RedeemRefused::DeviceCap => Fault::bad_request("invalid_grant").because("device_limit"),
        RedeemRefused::Card(refused) => {
            Fault::bad_request("invalid_grant").because(card_reason(refused))
        }
    })
}

fn refuse_renewal(refused: RenewRefused) -> Fault {
    match refused {
        RenewRefused::ProofReused => Fault::bad_request("invalid_dpop_proof"),
        RenewRefused::Unknown | RenewRefused::Reused => {
            Fault::bad_request("invalid_grant").because("access_lost")
        }
        RenewRefused::Unbound => Fault::bad_request("invalid_grant").because("device_unbound"),
        RenewRefused::Card(refused) => {
            Fault::bad_request("invalid_grant").because(card_reason(refused))
        }
    }
}

/// What a wallet is told of a card that can't be issued. It only explains: a wallet wipes nothing on
/// the word of a server, but on a signed list (protocol §8).
pub(super) const fn card_reason(refused: NotIssuable) -> &'static str {
    match refused {
        NotIssuable::UnknownCard => "unknown_card",
        NotIssuable::State(state) => match state {
            CardState::Applied | CardState::Produced | CardState::Sealed => "card_not_active",
            CardState::Active
            | CardState::Locked
            | CardState::TemporaryLoss
            | CardState::Loss
            | CardState::AwaitingReplacement => "card_suspended",
            CardState::Replaced => "card_replaced",
            CardState::Cancelled => "card_cancelled",
        },
    }
}

fn refuse_form(rejection: FormRejection) -> Fault {
    match rejection.status() {
        status @ (StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
            Fault::new(status, "invalid_request")
        }
        _ => Fault::INVALID_REQUEST,
    }
}
