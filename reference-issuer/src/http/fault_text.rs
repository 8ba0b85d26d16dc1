//! What errors are in a sentence: `error_description` (RFC 6749 §5.2), for people who read logs. In the
//! characters that OAuth allows there, and never with anything of the request in it.

/// The sentence of an error; its reason is the more exact word.
pub(super) fn describe(error: &str, reason: Option<&str>) -> &'static str {
    reason.and_then(of_reason).or_else(|| of_error(error)).unwrap_or("The request was refused.")
}

fn of_reason(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "tx_code_wrong" => "The transaction code is wrong.",
        "tx_code_mismatch" => "A transaction code is missing, or none is wanted.",
        "offer_dead" => "The offer is unknown, used, expired or for another key.",
        "key_not_attested" => "The key is not proved to be in secure hardware, and has to be.",
        "other_key" => "The proof is of another key than the recorded one.",
        "access_lost" => "The refresh token does not count any more.",
        "unknown_card" => "There is no such card.",
        "card_not_active" => "The card is not enabled yet.",
        "card_suspended" => "The card is lost or locked; its devices change nothing.",
        "card_replaced" => "Another card number took the place of this card.",
        "card_cancelled" => "The card was cancelled.",
        "device_limit" => "Every place of the card is taken by a device that kept its cards.",
        "device_unbound" => "The device was unbound.",
        "identity_key_needed" => "Another device is unbound only with a proof of the identity key.",
        "name_not_supported" => "The name of the holder does not fit a card of this profile.",
        "person_not_supported" => "The register has a number or birth date that can't be right.",
        "nothing_to_renew" => "Nothing was issued for this key yet.",
        "retry_later" => "The card would end within minutes.",
        "region_full" => "The region has no status index left.",
        "unknown_device" => "The card is on no such device.",
        "unknown_venue" => "No venue of this name has this key.",
        "venue_withdrawn" => "The venue key was withdrawn; no card is signed for it any more.",
        "key_withdrawn" => "The key was withdrawn; no venue can have it again.",
        "proof_time" => "The proof is older than 300 seconds, or as far ahead; see Date.",
        "no_venue_key" => "The region has no key that signs venue cards now.",
        "published_later" => "Nothing new was published; it will be within a minute.",
        _ => return None,
    })
}

fn of_error(error: &str) -> Option<&'static str> {
    Some(match error {
        "invalid_request" => "The request is not of the form it must have.",
        "invalid_grant" => "The grant does not count.",
        "unsupported_grant_type" => "Only pre-authorised codes and refresh tokens are granted for.",
        "invalid_dpop_proof" => "The DPoP proof is missing, used, or not for this request.",
        "use_dpop_nonce" => "The DPoP proof must carry the nonce of this answer.",
        "invalid_token" => "The access token is unknown, expired, or of another key.",
        "invalid_credential_request" => "The credential request is not of the form it must have.",
        "unknown_credential_configuration" => "No such credential configuration is supported.",
        "unknown_credential_identifier" => "This issuer gives out no credential identifiers.",
        "invalid_encryption_parameters" => "Answers are not encrypted here.",
        "invalid_proof" => "The proof of the key is missing, without a nonce, or wrong.",
        "invalid_nonce" => "The nonce of the proof is used, old, or not of this issuer.",
        "invalid_notification_request" => "The notification is not of the form it must have.",
        "invalid_notification_id" => "The notification identifier is unknown or old.",
        "access_denied" => "This is not allowed now.",
        "not_found" => "There is nothing of this name.",
        "conflict" => "The state of what is named does not allow this.",
        "temporarily_unavailable" => "This can't be done now; try again later.",
        "server_error" => "The server failed.",
        _ => return None,
    })
}
