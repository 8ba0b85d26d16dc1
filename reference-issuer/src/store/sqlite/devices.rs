//! Devices and their places in SQLite.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::digest::Sha256;
use essc::model::identifiers::CardNumber;
use essc::model::region::Region;

use super::grants::issuable;
use super::writer::Step;
use super::{SqliteStore, attestations, columns};
use crate::store::devices::{Device, DeviceKey, DeviceRefused, Devices, MAX_LISTED, Unbinding};
use crate::store::enrollments::EnrollmentId;
use crate::store::{Answer, SingleUse, StoreError};

/// A place that a device may take, and the enrolments that are unbound for it.
pub(super) struct Place {
    unbind: Vec<i64>,
}

/// The device that asks, as far as its rights go.
struct Asker {
    card: i64,
    device: Vec<u8>,
    /// The key of its identity cards, once it has one.
    identity: Option<PublicKey>,
}

impl Step<'_> {
    /// Uses up the proof of a device's call and looks whether the device may do anything now.
    async fn asker(
        &mut self,
        enrollment: EnrollmentId,
        proof: SingleUse,
    ) -> Result<Result<Asker, DeviceRefused>, StoreError> {
        type Columns = (i64, Vec<u8>, bool, i64, String, Option<Vec<u8>>);
        if !self.spend(proof).await? {
            return Ok(Err(DeviceRefused::ProofReused));
        }
        let row: Option<Columns> = sqlx::query_as(
            "SELECT e.card, e.device, e.unbound, c.status, c.life, e.identity_key
             FROM enrolments e JOIN cards c ON c.id = e.card WHERE e.id = ?1",
        )
        .bind(enrollment.0)
        .fetch_optional(&mut *self.db)
        .await?;
        let Some((card, device, unbound, status, life, identity)) = row else {
            return Ok(Err(DeviceRefused::Unbound));
        };
        if unbound {
            return Ok(Err(DeviceRefused::Unbound));
        }
        if let Err(refused) = issuable(status, &life)? {
            return Ok(Err(refused.into()));
        }
        let identity = identity.as_deref().map(columns::read_key).transpose()?;
        Ok(Ok(Asker { card, device, identity }))
    }

    /// Unbinds a device for another one, or for itself.
    async fn unbind_for(
        &mut self,
        wish: Unbinding,
    ) -> Result<Result<(), DeviceRefused>, StoreError> {
        let asker = match self.asker(wish.enrollment, wish.proof).await? {
            Ok(asker) => asker,
            Err(refused) => return Ok(Err(refused)),
        };
        if !self.is_bound(asker.card, wish.device).await? {
            return Ok(Err(DeviceRefused::UnknownDevice));
        }
        let itself = asker.device == wish.device;
        match (wish.person, asker.identity) {
            (None, _) if itself => {}
            (None, _) | (Some(_), None) => return Ok(Err(DeviceRefused::PersonNeeded)),
            (Some(person), Some(identity)) if person.key == identity => {
                if !self.spend(person.nonce).await? {
                    return Ok(Err(DeviceRefused::NonceUsed));
                }
            }
            (Some(_), Some(_)) => return Ok(Err(DeviceRefused::OtherKey)),
        }
        self.unbind(asker.card, wish.device).await?;
        Ok(Ok(()))
    }

    async fn is_bound(&mut self, card: i64, device: [u8; 16]) -> Result<bool, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT id FROM enrolments WHERE device = ?2 AND unbound = 0 AND card = ?1",
        )
        .bind(card)
        .bind(device.as_slice())
        .fetch_optional(&mut *self.db)
        .await?;
        Ok(row.is_some())
    }

    /// Whether a device of this key could take a place of the card: not when all are taken by others
    /// that have kept their cards.
    pub(super) async fn could_have_place(
        &mut self,
        card: i64,
        thumbprint: &Sha256,
        cap: u32,
    ) -> Result<bool, StoreError> {
        let (kept,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM enrolments
             WHERE card = ?1 AND unbound = 0 AND cards_end > ?2 AND kept = 1 AND thumbprint <> ?3",
        )
        .bind(card)
        .bind(columns::time(self.now))
        .bind(thumbprint.as_slice())
        .fetch_one(&mut *self.db)
        .await?;
        Ok(kept < i64::from(cap))
    }

    /// The place for a device that has none yet, or whose cards had run out; none when there is none.
    /// Changes nothing.
    pub(super) async fn place(
        &mut self,
        card: i64,
        enrollment: EnrollmentId,
        cap: u32,
    ) -> Result<Option<Place>, StoreError> {
        let of_same_key: Vec<(i64,)> = sqlx::query_as(
            "SELECT earlier.id FROM enrolments this
             JOIN enrolments earlier ON earlier.card = this.card
                AND earlier.thumbprint = this.thumbprint
             WHERE this.id = ?1 AND earlier.id < ?1 AND earlier.unbound = 0",
        )
        .bind(enrollment.0)
        .fetch_all(&mut *self.db)
        .await?;
        let mut unbind: Vec<i64> = of_same_key.into_iter().map(|(id,)| id).collect();
        let others: Vec<(i64, bool)> = sqlx::query_as(
            "SELECT id, kept FROM enrolments
             WHERE card = ?1 AND unbound = 0 AND cards_end > ?2 AND id <> ?3
             ORDER BY enrolled, id",
        )
        .bind(card)
        .bind(columns::time(self.now))
        .bind(enrollment.0)
        .fetch_all(&mut *self.db)
        .await?;
        let others: Vec<_> = others.into_iter().filter(|(id, _)| !unbind.contains(id)).collect();
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        let kept = others.iter().filter(|(_, kept)| *kept).count();
        if kept >= cap {
            return Ok(None);
        }
        let too_many = (others.len() + 1).saturating_sub(cap);
        let oldest = others.iter().filter(|(_, kept)| !kept).map(|(id, _)| *id);
        unbind.extend(oldest.take(too_many));
        Ok(Some(Place { unbind }))
    }

    /// Unbinds whoever has to go for a place; whether anyone had.
    pub(super) async fn make_room(&mut self, place: Place) -> Result<bool, StoreError> {
        for id in &place.unbind {
            sqlx::query("UPDATE enrolments SET unbound = 1 WHERE id = ?1")
                .bind(id)
                .execute(&mut *self.db)
                .await?;
            self.end_tokens(*id).await?;
        }
        Ok(!place.unbind.is_empty())
    }

    /// Lets a device keep its place.
    pub(super) async fn keep_place(&mut self, enrollment: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE enrolments SET kept = 1 WHERE id = ?1 AND kept = 0")
            .bind(enrollment)
            .execute(&mut *self.db)
            .await?;
        Ok(())
    }

    /// Unbinds a device of a card.
    async fn unbind(&mut self, card: i64, device: [u8; 16]) -> Result<bool, StoreError> {
        let unbound: Option<(i64,)> = sqlx::query_as(
            "UPDATE enrolments SET unbound = 1
             WHERE device = ?2 AND unbound = 0 AND card = ?1 RETURNING id",
        )
        .bind(card)
        .bind(device.as_slice())
        .fetch_optional(&mut *self.db)
        .await?;
        let Some((id,)) = unbound else { return Ok(false) };
        self.end_tokens(id).await?;
        Ok(true)
    }
}

impl SqliteStore {
    /// The devices of a card; `this` is the enrolment that asks, if one does.
    async fn listed(
        &self,
        card: i64,
        this: Option<i64>,
        now: UnixTime,
    ) -> Result<Vec<Device>, StoreError> {
        type Columns =
            (i64, Vec<u8>, i64, i64, bool, i64, Option<String>, Option<i64>, Option<String>);
        // Should there ever be more than fit, the one that asks and those with living cards come
        // first.
        let mut rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, device, enrolled, cards_end, kept, everyday_protection, everyday_refusal,
                    CASE WHEN identity_key IS NULL THEN NULL ELSE identity_protection END,
                    identity_refusal
             FROM enrolments
             WHERE card = ?1 AND unbound = 0 AND cards_end IS NOT NULL
               AND (cards_end > ?3 OR EXISTS (
                    SELECT 1 FROM refresh_tokens r
                    WHERE r.enrolment = enrolments.id AND r.standing = 'current' AND r.expires > ?3))
             ORDER BY id IS ?2 DESC, cards_end > ?3 DESC, enrolled DESC, id DESC LIMIT ?4",
        )
        .bind(card)
        .bind(this)
        .bind(columns::time(now))
        .bind(i64::try_from(MAX_LISTED).unwrap_or(i64::MAX))
        .fetch_all(&self.readers)
        .await?;
        rows.sort_unstable_by_key(|(id, _, enrolled, ..)| (*enrolled, *id));
        rows.into_iter()
            .map(
                |(
                    id,
                    device,
                    enrolled,
                    cards_end,
                    kept,
                    everyday,
                    refused,
                    identity,
                    identity_refused,
                )| {
                    Ok(Device {
                        device: columns::read_bytes(&device)?,
                        enrolled: columns::read_time(enrolled)?,
                        cards_end: columns::read_time(cards_end)?,
                        kept,
                        this: Some(id) == this,
                        everyday: device_key(everyday, refused)?,
                        identity: identity
                            .map(|protection| device_key(protection, identity_refused))
                            .transpose()?,
                    })
                },
            )
            .collect()
    }
}

impl Devices for SqliteStore {
    fn report(
        &self,
        enrollment: EnrollmentId,
        accepted: bool,
        proof: SingleUse,
    ) -> Answer<'_, Result<(), DeviceRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                if let Err(refused) = step.asker(enrollment, proof).await? {
                    return Ok(Err(refused));
                }
                if accepted {
                    step.keep_place(enrollment.0).await?;
                }
                Ok(Ok(()))
            })
        })
    }

    fn devices(
        &self,
        enrollment: EnrollmentId,
        now: UnixTime,
        proof: SingleUse,
    ) -> Answer<'_, Result<Vec<Device>, DeviceRefused>> {
        Box::pin(async move {
            let asker = self.write(move |step| Box::pin(step.asker(enrollment, proof))).await?;
            match asker {
                Ok(asker) => self.listed(asker.card, Some(enrollment.0), now).await.map(Ok),
                Err(refused) => Ok(Err(refused)),
            }
        })
    }

    fn devices_of(&self, card: CardNumber, now: UnixTime) -> Answer<'_, Option<Vec<Device>>> {
        Box::pin(async move {
            let card: Option<(i64,)> = sqlx::query_as("SELECT id FROM cards WHERE number = ?1")
                .bind(card.as_str())
                .fetch_optional(&self.readers)
                .await?;
            match card {
                Some((card,)) => self.listed(card, None, now).await.map(Some),
                None => Ok(None),
            }
        })
    }

    fn unbind(&self, unbinding: Unbinding) -> Answer<'_, Result<(), DeviceRefused>> {
        self.write(move |step| Box::pin(step.unbind_for(unbinding)))
    }

    fn unbind_from(&self, card: CardNumber, device: [u8; 16]) -> Answer<'_, Option<Region>> {
        self.write(move |step| {
            Box::pin(async move {
                let row: Option<(i64, i64)> =
                    sqlx::query_as("SELECT id, region FROM cards WHERE number = ?1")
                        .bind(card.as_str())
                        .fetch_optional(&mut *step.db)
                        .await?;
                let Some((card, region)) = row else { return Ok(None) };
                let region = columns::read_region(region)?;
                Ok(step.unbind(card, device).await?.then_some(region))
            })
        })
    }
}

fn device_key(protection: i64, refusal: Option<String>) -> Result<DeviceKey, StoreError> {
    Ok(DeviceKey { protection: attestations::read_protection(protection)?, refusal })
}
