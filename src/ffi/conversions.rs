//! Types that cross as plain values, and what is refused when such a value is none.
//!
//! `uniffi.toml` says what each is in the other language: an instant is `java.time.Instant` or `Date`,
//! a scene an integer.

use std::path::PathBuf;

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::jwk::Jwk;
use crate::ffi::error::EsscError;
use crate::ffi::error_code::ErrorCode;
use crate::model::region::Region;
use crate::model::scene::SceneCode;

// Seconds since 1970; before that there is nothing, and a host's clock may stand there.
uniffi::custom_type!(UnixTime, i64, {
    lower: |time| time.as_secs().cast_signed(),
    try_lift: |seconds| Ok(UnixTime::from_secs(u64::try_from(seconds).unwrap_or(0))),
});

uniffi::custom_type!(SceneCode, u16, {
    lower: |scene| scene.number(),
    try_lift: |number| Ok(SceneCode::new(number)),
});

// Six digits.
uniffi::custom_type!(Region, String, {
    lower: |region| region.to_string(),
    try_lift: |text| Ok(text.parse().map_err(|e| EsscError::with(ErrorCode::RegionRefused, &e))?),
});

// A JWK (RFC 7517) as JSON.
uniffi::custom_type!(PublicKey, String, {
    lower: |key| serde_json::to_string(&Jwk::from(&key)).unwrap_or_default(),
    try_lift: |text| Ok(public_key(&text)?),
});

uniffi::custom_type!(PathBuf, String, {
    remote,
    lower: |path| path.to_string_lossy().into_owned(),
    try_lift: |text| Ok(PathBuf::from(text)),
});

#[cfg(feature = "holder")]
mod card_id {
    use crate::holder::CardId;

    uniffi::custom_type!(CardId, String, {
        lower: |card| card.as_str().to_owned(),
        try_lift: |text| Ok(CardId::new(text)),
    });
}

fn public_key(text: &str) -> Result<PublicKey, EsscError> {
    const MOST: usize = 1024;
    let refused = |reason: &dyn std::fmt::Display| EsscError::with(ErrorCode::KeyRefused, reason);
    if text.len() > MOST {
        return Err(refused(&"the key's text is too long"));
    }
    let jwk: Jwk = serde_json::from_str(text).map_err(|_| refused(&"the key is not a JWK"))?;
    jwk.public_key().map_err(|e| refused(&e))
}
