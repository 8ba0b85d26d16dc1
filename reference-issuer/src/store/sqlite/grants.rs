//! Offers and single use in SQLite.

use essc::crypto::digest::equal_in_constant_time;
use essc::model::region::Region;
use essc::model::status::CardStatus;
use sqlx::Row as _;

use super::issue_row::read_holder;
use super::writer::Step;
use super::{SqliteStore, columns};
use crate::store::grants::{
    Grants, NewOffer, NotIssuable, OfferedCard, RedeemRefused, Redemption, RenewRefused, Renewal,
    TX_CODE_TRIES, TokenPair,
};
use crate::store::{Answer, SingleUse, StoreError};

/// How long an enrolled device may take until its first credential, in seconds.
const FIRST_ISSUE_WITHIN: u64 = 3600;

/// An offer's row.
struct OfferRow {
    card: i64,
    region: Region,
    standing: Result<(), NotIssuable>,
    tx_code: Option<Vec<u8>>,
    thumbprint: Option<Vec<u8>>,
}

impl Step<'_> {
    /// Finds a living offer of a region.
    async fn offer(&mut self, request: &Redemption) -> Result<Option<OfferRow>, StoreError> {
        type Columns = (i64, i64, i64, String, Option<Vec<u8>>, Option<Vec<u8>>);
        let row: Option<Columns> = sqlx::query_as(
            "SELECT c.id, c.region, c.status, c.life, o.tx_code, o.thumbprint
             FROM offers o JOIN cards c ON c.id = o.card
             WHERE o.code = ?1 AND o.expires > ?2 AND o.tries_left > 0 AND c.region = ?3",
        )
        .bind(request.code.as_slice())
        .bind(columns::time(self.now))
        .bind(columns::region(request.region))
        .fetch_optional(&mut *self.db)
        .await?;
        row.map(|(card, region, status, life, tx_code, thumbprint)| {
            Ok(OfferRow {
                card,
                region: columns::read_region(region)?,
                standing: issuable(status, &life)?,
                tx_code,
                thumbprint,
            })
        })
        .transpose()
    }

    /// Compares the transaction code, after counting the try.
    async fn try_tx_code(
        &mut self,
        request: &Redemption,
        expected: Option<&[u8]>,
    ) -> Result<Result<(), RedeemRefused>, StoreError> {
        let (expected, given) = match (expected, request.tx_code) {
            (None, None) => return Ok(Ok(())),
            (Some(expected), Some(given)) => (expected, given),
            _ => return Ok(Err(RedeemRefused::TxCodeMismatch)),
        };
        sqlx::query("UPDATE offers SET tries_left = tries_left - 1 WHERE code = ?1")
            .bind(request.code.as_slice())
            .execute(&mut *self.db)
            .await?;
        let right = equal_in_constant_time(expected, &given);
        Ok(if right { Ok(()) } else { Err(RedeemRefused::WrongTxCode) })
    }

    /// Enrols the key as a device. An earlier enrolment of the same key stands until this one has
    /// its first card.
    async fn enroll(&mut self, card: i64, request: &Redemption) -> Result<i64, StoreError> {
        let done = sqlx::query(
            "INSERT INTO enrolments (device, card, everyday_key, thumbprint, enrolled)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(request.device.as_slice())
        .bind(card)
        .bind(request.prover.key.uncompressed().as_slice())
        .bind(request.prover.thumbprint.as_slice())
        .bind(columns::time(self.now))
        .execute(&mut *self.db)
        .await?;
        Ok(done.last_insert_rowid())
    }

    /// Keeps a pair of tokens; the refresh token becomes the current one.
    pub(super) async fn keep_tokens(
        &mut self,
        enrollment: i64,
        tokens: &TokenPair,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO access_tokens (hash, enrolment, expires) VALUES (?1, ?2, ?3)")
            .bind(tokens.access.as_slice())
            .bind(enrollment)
            .bind(columns::time(tokens.access_expires))
            .execute(&mut *self.db)
            .await?;
        sqlx::query(
            "INSERT INTO refresh_tokens (hash, enrolment, standing, expires)
             VALUES (?1, ?2, 'current', ?3)",
        )
        .bind(tokens.refresh.as_slice())
        .bind(enrollment)
        .bind(columns::time(tokens.refresh_expires))
        .execute(&mut *self.db)
        .await?;
        Ok(())
    }

    /// Ends every token of an enrolment.
    pub(super) async fn end_tokens(&mut self, enrollment: i64) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM access_tokens WHERE enrolment = ?1",
            "DELETE FROM refresh_tokens WHERE enrolment = ?1",
        ] {
            sqlx::query(sql).bind(enrollment).execute(&mut *self.db).await?;
        }
        Ok(())
    }
}

/// Whether a card of this status may be issued, and if not, in which state its life is.
pub(super) fn issuable(status: i64, life: &str) -> Result<Result<(), NotIssuable>, StoreError> {
    if columns::read_status(status)? == CardStatus::Valid {
        return Ok(Ok(()));
    }
    Ok(Err(NotIssuable::State(columns::read_life(life)?.state())))
}

impl Grants for SqliteStore {
    fn create_offer(&self, offer: NewOffer) -> Answer<'_, Result<OfferedCard, NotIssuable>> {
        self.write(move |step| {
            Box::pin(async move {
                let row = sqlx::query(
                    "SELECT c.id, c.region, c.status, c.life,
                            h.kind, h.number, h.name, h.birth_date, h.resident, h.disability
                     FROM cards c JOIN holders h ON h.id = c.holder
                     WHERE c.number = ?1",
                )
                .bind(offer.card.as_str())
                .fetch_optional(&mut *step.db)
                .await?;
                let Some(row) = row else { return Ok(Err(NotIssuable::UnknownCard)) };
                if let Err(refused) = issuable(row.try_get("status")?, row.try_get("life")?)? {
                    return Ok(Err(refused));
                }
                sqlx::query(
                    "INSERT INTO offers (code, card, tx_code, thumbprint, tries_left, expires)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )
                .bind(offer.code.as_slice())
                .bind(row.try_get::<i64, _>("id")?)
                .bind(offer.tx_code.as_ref().map(<[u8; 32]>::as_slice))
                .bind(offer.thumbprint.as_ref().map(<[u8; 32]>::as_slice))
                .bind(i64::from(TX_CODE_TRIES))
                .bind(columns::time(offer.expires))
                .execute(&mut *step.db)
                .await?;
                let region = columns::read_region(row.try_get("region")?)?;
                Ok(Ok(OfferedCard { region, holder: read_holder(&row)? }))
            })
        })
    }

    fn redeem_offer(&self, request: Redemption) -> Answer<'_, Result<(), RedeemRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                if !step.spend(request.prover.proof).await? {
                    return Ok(Err(RedeemRefused::ProofReused));
                }
                let Some(offer) = step.offer(&request).await? else {
                    return Ok(Err(RedeemRefused::UnknownCode));
                };
                if offer.thumbprint.is_some_and(|t| t != request.prover.thumbprint) {
                    return Ok(Err(RedeemRefused::OtherKey));
                }
                let compared = step.try_tx_code(&request, offer.tx_code.as_deref()).await?;
                if let Err(refused) = compared {
                    return Ok(Err(refused));
                }
                if let Err(refused) = offer.standing {
                    return Ok(Err(refused.into()));
                }
                debug_assert_eq!(offer.region, request.region);
                let key = &request.prover.thumbprint;
                if !step.could_have_place(offer.card, key, request.device_cap).await? {
                    return Ok(Err(RedeemRefused::DeviceCap));
                }
                sqlx::query("DELETE FROM offers WHERE code = ?1")
                    .bind(request.code.as_slice())
                    .execute(&mut *step.db)
                    .await?;
                let enrollment = step.enroll(offer.card, &request).await?;
                step.keep_tokens(enrollment, &request.tokens).await?;
                Ok(Ok(()))
            })
        })
    }

    fn renew_tokens(&self, request: Renewal) -> Answer<'_, Result<(), RenewRefused>> {
        self.write(move |step| Box::pin(step.renew_tokens(request)))
    }

    fn spend(&self, once: SingleUse) -> Answer<'_, bool> {
        self.write(move |step| Box::pin(step.spend(once)))
    }

    fn purge(&self) -> Answer<'_, ()> {
        self.write(move |step| {
            Box::pin(async move {
                step.forget_spent().await?;
                for sql in [
                    "DELETE FROM offers WHERE expires <= ?1",
                    "DELETE FROM access_tokens WHERE expires <= ?1",
                    "DELETE FROM refresh_tokens WHERE expires <= ?1",
                ] {
                    let now = columns::time(step.now);
                    sqlx::query(sql).bind(now).execute(&mut *step.db).await?;
                }
                sqlx::query("DELETE FROM enrolments WHERE last_issue IS NULL AND enrolled <= ?1")
                    .bind(columns::time(step.now.minus(FIRST_ISSUE_WITHIN)))
                    .execute(&mut *step.db)
                    .await?;
                Ok(())
            })
        })
    }
}
