//! What was proved of device keys, in SQLite: kept at the first credential of a key, and looked at again
//! with each one after.

use essc::crypto::PublicKey;
use essc::crypto::jwk;
use essc::issuance::attestation::{KeptAttestation, KnownAppAttestKey, Serial, level_now};
use essc::model::functions::KeyProtection;
use essc::model::profile::KeyRole;

use super::writer::Step;
use crate::store::StoreError;
use crate::store::enrollments::{Attested, Issue, ProvedAppAttest, ProvedProtection};

/// Most keys that one remotely provisioned certificate vouches for: it is of one phone and one app.
const MAX_KEYS_OF_A_PHONE: i64 = 16;

/// Most cards that one App Attest key vouches for: a family's.
const MAX_CARDS_OF_AN_APP: i64 = 8;

/// What is recorded of the evidence about a new key.
#[derive(Default)]
pub(super) struct RecordedAttestation {
    pub kept: Option<KeptAttestation>,
    pub refusal: Option<&'static str>,
}

/// The column of a kept attestation.
pub(super) fn read(column: Option<&str>) -> Result<Option<KeptAttestation>, StoreError> {
    let read = column.map(serde_json::from_str).transpose();
    read.map_err(|_| StoreError::Corrupt("attestation"))
}

/// The same to be written.
pub(super) fn text(kept: &KeptAttestation) -> Result<String, StoreError> {
    serde_json::to_string(kept).map_err(|_| StoreError::Corrupt("attestation"))
}

/// The column of a key protection.
pub(super) fn read_protection(column: i64) -> Result<KeyProtection, StoreError> {
    match column {
        0 => Ok(KeyProtection::Software),
        1 => Ok(KeyProtection::TrustedEnvironment),
        2 => Ok(KeyProtection::SecureElement),
        _ => Err(StoreError::Corrupt("key protection")),
    }
}

/// The column of a known App Attest key.
pub(super) fn read_app_attest(column: &str) -> Result<KnownAppAttestKey, StoreError> {
    serde_json::from_str(column).map_err(|_| StoreError::Corrupt("app attest key"))
}

impl Step<'_> {
    /// What is kept of the evidence about a key, or why nothing is.
    pub(super) async fn attestation_of(
        &mut self,
        card: i64,
        key: &PublicKey,
        attested: &Attested,
    ) -> Result<RecordedAttestation, StoreError> {
        Ok(match attested {
            Attested::NotAtAll => RecordedAttestation::default(),
            Attested::Refused { reason } => {
                RecordedAttestation { kept: None, refusal: Some(reason) }
            }
            Attested::Proved(proved) => match self.vouch(card, key, proved).await? {
                Ok(()) => RecordedAttestation { kept: Some(proved.kept.clone()), refusal: None },
                Err(reason) => {
                    tracing::info!(reason, "a key is not attested");
                    RecordedAttestation { kept: None, refusal: Some(reason) }
                }
            },
        })
    }

    /// Counts a key to who vouches for it; the reason where that one has vouched before in a way that only
    /// a farm or a replay explains.
    async fn vouch(
        &mut self,
        card: i64,
        key: &PublicKey,
        proved: &ProvedProtection,
    ) -> Result<Result<(), &'static str>, StoreError> {
        if let Some(serial) = &proved.provisioned
            && !self.vouch_by_phone(serial, key).await?
        {
            return Ok(Err("certificate_of_too_many_keys"));
        }
        match &proved.app_attest {
            Some(app) => self.vouch_by_app(card, app).await,
            None => Ok(Ok(())),
        }
    }

    /// Counts a key to its phone's certificate, if that has not vouched for too many others. A key too
    /// many is not counted, or the ones before it would be refused from then on.
    async fn vouch_by_phone(
        &mut self,
        serial: &Serial,
        key: &PublicKey,
    ) -> Result<bool, StoreError> {
        let serial = serial.to_string();
        let thumbprint = jwk::thumbprint(key);
        let (others,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM attested_keys WHERE serial = ?1 AND thumbprint <> ?2",
        )
        .bind(&serial)
        .bind(thumbprint.as_slice())
        .fetch_one(&mut *self.db)
        .await?;
        if others >= MAX_KEYS_OF_A_PHONE {
            return Ok(false);
        }
        sqlx::query("INSERT OR IGNORE INTO attested_keys (serial, thumbprint) VALUES (?1, ?2)")
            .bind(&serial)
            .bind(thumbprint.as_slice())
            .execute(&mut *self.db)
            .await?;
        Ok(true)
    }

    /// Moves the counter of an App Attest key and counts the card to it, if it is not one too many; the
    /// reason where it proves nothing. The counter moves in any case.
    async fn vouch_by_app(
        &mut self,
        card: i64,
        app: &ProvedAppAttest,
    ) -> Result<Result<(), &'static str>, StoreError> {
        let before: Option<(String,)> =
            sqlx::query_as("SELECT known FROM app_attest_keys WHERE key_id = ?1")
                .bind(app.key_id.as_slice())
                .fetch_optional(&mut *self.db)
                .await?;
        if let Some((before,)) = before
            && read_app_attest(&before)?.counter >= app.known.counter
        {
            return Ok(Err("app_attest_assertion_counter"));
        }
        let known = serde_json::to_string(&app.known);
        sqlx::query(
            "INSERT INTO app_attest_keys (key_id, known) VALUES (?1, ?2)
             ON CONFLICT (key_id) DO UPDATE SET known = ?2",
        )
        .bind(app.key_id.as_slice())
        .bind(known.map_err(|_| StoreError::Corrupt("app attest key"))?)
        .execute(&mut *self.db)
        .await?;
        let (others,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM app_attest_cards WHERE key_id = ?1 AND card <> ?2",
        )
        .bind(app.key_id.as_slice())
        .bind(card)
        .fetch_one(&mut *self.db)
        .await?;
        if others >= MAX_CARDS_OF_AN_APP {
            return Ok(Err("app_attest_too_many_cards"));
        }
        sqlx::query("INSERT OR IGNORE INTO app_attest_cards (key_id, card) VALUES (?1, ?2)")
            .bind(app.key_id.as_slice())
            .bind(card)
            .execute(&mut *self.db)
            .await?;
        Ok(Ok(()))
    }

    /// The protection that a card signed now may state, which is recorded for the operator. A judgment
    /// that was pending is settled by the first revocation list that is young enough.
    pub(super) async fn protection_now(
        &mut self,
        request: &Issue,
        kept: Option<KeptAttestation>,
    ) -> Result<KeyProtection, StoreError> {
        let Some(mut kept) = kept else { return Ok(KeyProtection::Software) };
        let settled = kept.settle(&request.revocations, self.now);
        let protection = level_now(&kept, &request.revocations, self.now);
        let sql = match (request.role, settled) {
            (KeyRole::Everyday, false) => {
                "UPDATE enrolments SET everyday_protection = ?2
                 WHERE id = ?1 AND everyday_protection <> ?2"
            }
            (KeyRole::Identity, false) => {
                "UPDATE enrolments SET identity_protection = ?2
                 WHERE id = ?1 AND identity_protection <> ?2"
            }
            (KeyRole::Everyday, true) => {
                "UPDATE enrolments SET everyday_protection = ?2, everyday_attestation = ?3
                 WHERE id = ?1"
            }
            (KeyRole::Identity, true) => {
                "UPDATE enrolments SET identity_protection = ?2, identity_attestation = ?3
                 WHERE id = ?1"
            }
        };
        let query = sqlx::query(sql).bind(request.enrollment.0).bind(i64::from(protection as u8));
        let query = if settled { query.bind(text(&kept)?) } else { query };
        query.execute(&mut *self.db).await?;
        Ok(protection)
    }
}

#[cfg(test)]
mod tests;
