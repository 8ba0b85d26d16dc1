//! Enrolments and issue in SQLite.

use essc::crypto::PublicKey;
use essc::crypto::digest::Sha256;
use essc::issuance::attestation::KnownAppAttestKey;
use essc::issuance::index_order;
use essc::model::card::StatusIndex;
use essc::model::functions::Functions;
use essc::model::profile::KeyRole;

use super::attestations::RecordedAttestation;
use super::issue_row::{IssueRow, RecordedKey};
use super::writer::Step;
use super::{SqliteStore, attestations, columns};
use crate::store::enrollments::{
    Binding, EnrollmentId, Enrollments, Issue, IssueRefused, Issued, Session,
};
use crate::store::{Answer, StoreError};

impl Step<'_> {
    async fn issue(
        &mut self,
        request: Issue,
        allocation_key: &[u8; 32],
    ) -> Result<Result<Issued, IssueRefused>, StoreError> {
        if !self.spend(request.proof).await? {
            return Ok(Err(IssueRefused::ProofReused));
        }
        let Some(row) = self.issue_row(request.enrollment).await? else {
            return Ok(Err(IssueRefused::Unbound));
        };
        if let Binding::Proved { nonce, .. } = request.binding
            && !self.spend(nonce).await?
        {
            return Ok(Err(IssueRefused::NonceUsed));
        }
        if row.unbound {
            return Ok(Err(IssueRefused::Unbound));
        }
        if let Err(refused) = row.standing {
            return Ok(Err(refused.into()));
        }
        let place = if row.has_place(self.now) {
            None
        } else {
            match self.place(row.card, request.enrollment, request.device_cap).await? {
                Some(place) => Some(place),
                None => return Ok(Err(IssueRefused::DeviceCap)),
            }
        };
        let (mut key, is_new) = match bound_key(&row, &request) {
            Ok(bound) => bound,
            Err(refused) => return Ok(Err(refused)),
        };
        let recorded = match &request.binding {
            Binding::Proved { attested, .. } if is_new => {
                self.attestation_of(row.card, &key.key, attested).await?
            }
            _ => RecordedAttestation::default(),
        };
        if is_new && request.attestation_required && recorded.kept.is_none() {
            return Ok(Err(IssueRefused::NotAttested));
        }
        let status = match key.status {
            Some(status) => status,
            None => match self.allocate(&row, request.enrollment, allocation_key).await? {
                Some(status) => status,
                None => return Ok(Err(IssueRefused::IndexesUsedUp)),
            },
        };
        // Younger than every list that could not know of it; see `Publications::take_list_time`.
        let at = self.now.max(row.listed.plus(1));
        let unbound_others = match place {
            Some(place) => self.make_room(place).await?,
            None => false,
        };
        if is_new {
            self.record_key(request.enrollment, request.role, &key.key, &recorded, status).await?;
            key.attestation = recorded.kept;
        }
        let protection = self.protection_now(&request, key.attestation).await?;
        sqlx::query("UPDATE enrolments SET last_issue = ?2, cards_end = ?3 WHERE id = ?1")
            .bind(request.enrollment.0)
            .bind(columns::time(at))
            .bind(columns::time(at.plus(request.card_lifetime)))
            .execute(&mut *self.db)
            .await?;
        let functions = row.functions;
        let loaded: Vec<_> = functions.loaded().collect();
        let functions =
            Functions::new(functions.level(), protection, functions.delegated(), &loaded);
        Ok(Ok(Issued {
            at,
            region: row.region,
            holder: row.holder,
            card_number: row.card_number,
            functions,
            device_key: key.key,
            status,
            unbound_others,
        }))
    }

    /// Gives out the next status index of the region, for good; none when all are given.
    async fn allocate(
        &mut self,
        row: &IssueRow,
        enrollment: EnrollmentId,
        allocation_key: &[u8; 32],
    ) -> Result<Option<StatusIndex>, StoreError> {
        let (before,): (i64,) = sqlx::query_as(
            "UPDATE regions SET allocated = allocated + 1 WHERE region = ?1
             RETURNING allocated - 1",
        )
        .bind(columns::region(row.region))
        .fetch_one(&mut *self.db)
        .await?;
        let count = u64::try_from(before).map_err(|_| StoreError::Corrupt("count"))?;
        let Some(status) = index_order::nth(allocation_key, row.region, count) else {
            return Ok(None);
        };
        sqlx::query(
            "INSERT INTO status_entries (region, list, entry, enrolment) VALUES (?1, ?2, ?3, ?4)",
        )
        .bind(columns::region(row.region))
        .bind(i64::from(status.list))
        .bind(i64::from(status.index))
        .bind(enrollment.0)
        .execute(&mut *self.db)
        .await?;
        Ok(Some(status))
    }

    /// Records a key with its status index, at the first credential it is bound to.
    async fn record_key(
        &mut self,
        enrollment: EnrollmentId,
        role: KeyRole,
        key: &PublicKey,
        attestation: &RecordedAttestation,
        status: StatusIndex,
    ) -> Result<(), StoreError> {
        let sql = match role {
            KeyRole::Everyday => {
                "UPDATE enrolments SET everyday_key = ?2, everyday_attestation = ?3,
                 everyday_list = ?4, everyday_index = ?5, everyday_refusal = ?6 WHERE id = ?1"
            }
            KeyRole::Identity => {
                "UPDATE enrolments SET identity_key = ?2, identity_attestation = ?3,
                 identity_list = ?4, identity_index = ?5, identity_refusal = ?6 WHERE id = ?1"
            }
        };
        sqlx::query(sql)
            .bind(enrollment.0)
            .bind(key.uncompressed().as_slice())
            .bind(attestation.kept.as_ref().map(attestations::text).transpose()?)
            .bind(i64::from(status.list))
            .bind(i64::from(status.index))
            .bind(attestation.refusal)
            .execute(&mut *self.db)
            .await?;
        Ok(())
    }
}

/// The key a credential is bound to, and whether this is its first credential.
fn bound_key(row: &IssueRow, request: &Issue) -> Result<(RecordedKey, bool), IssueRefused> {
    let recorded = row.key(request.role);
    match request.binding {
        Binding::Recorded => match recorded {
            Some(recorded) if recorded.status.is_some() => Ok((recorded.clone(), false)),
            _ => Err(IssueRefused::NothingToRenew),
        },
        Binding::Proved { key, .. } => match recorded {
            Some(recorded) if recorded.key != key => Err(IssueRefused::OtherKey),
            Some(recorded) if recorded.status.is_some() => Ok((recorded.clone(), false)),
            // One key in both roles would link the two sides it is there to keep apart.
            None if key == row.everyday.key => Err(IssueRefused::OtherKey),
            _ => Ok((RecordedKey { key, attestation: None, status: None }, true)),
        },
    }
}

impl Enrollments for SqliteStore {
    fn session(&self, access: Sha256) -> Answer<'_, Option<Session>> {
        type Columns = (i64, i64, Vec<u8>, Vec<u8>, i64);
        Box::pin(async move {
            let row: Option<Columns> = sqlx::query_as(
                "SELECT e.id, c.region, e.thumbprint, e.everyday_key, a.expires
                 FROM access_tokens a
                 JOIN enrolments e ON e.id = a.enrolment
                 JOIN cards c ON c.id = e.card
                 WHERE a.hash = ?1",
            )
            .bind(access.as_slice())
            .fetch_optional(&self.readers)
            .await?;
            row.map(|(id, region, thumbprint, key, expires)| {
                Ok(Session {
                    enrollment: EnrollmentId(id),
                    region: columns::read_region(region)?,
                    thumbprint: columns::read_bytes(&thumbprint)?,
                    everyday_key: columns::read_key(&key)?,
                    expires: columns::read_time(expires)?,
                })
            })
            .transpose()
        })
    }

    fn app_attest_key(&self, key_id: [u8; 32]) -> Answer<'_, Option<KnownAppAttestKey>> {
        Box::pin(async move {
            let row: Option<(String,)> =
                sqlx::query_as("SELECT known FROM app_attest_keys WHERE key_id = ?1")
                    .bind(key_id.as_slice())
                    .fetch_optional(&self.readers)
                    .await?;
            // Its cards are counted in the transaction that issues one more: see `vouch`.
            row.map(|(known,)| attestations::read_app_attest(&known)).transpose()
        })
    }

    fn issue(&self, request: Issue) -> Answer<'_, Result<Issued, IssueRefused>> {
        let allocation_key = self.allocation_key;
        self.write(move |step| Box::pin(async move { step.issue(request, &allocation_key).await }))
    }
}
