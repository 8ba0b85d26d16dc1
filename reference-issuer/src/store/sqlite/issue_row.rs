//! All that issuing a credential needs to know of an enrolment, read in one statement.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::issuance::attestation::KeptAttestation;
use essc::model::card::StatusIndex;
use essc::model::functions::Functions;
use essc::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use essc::model::profile::KeyRole;
use essc::model::region::Region;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::grants::issuable;
use super::register::read_functions;
use super::writer::Step;
use super::{attestations, columns};
use crate::store::StoreError;
use crate::store::enrollments::EnrollmentId;
use crate::store::grants::NotIssuable;
use crate::store::register::Holder;

/// What is recorded of one of the two keys.
#[derive(Clone)]
pub(super) struct RecordedKey {
    pub key: PublicKey,
    /// What was proved of where it lives.
    pub attestation: Option<KeptAttestation>,
    /// None until the first credential for this key.
    pub status: Option<StatusIndex>,
}

/// An enrolment with its card and holder.
pub(super) struct IssueRow {
    pub card: i64,
    pub region: Region,
    pub standing: Result<(), NotIssuable>,
    pub unbound: bool,
    /// When the last card issued to it runs out; none: nothing was issued yet.
    pub cards_end: Option<UnixTime>,
    pub everyday: RecordedKey,
    pub identity: Option<RecordedKey>,
    pub holder: Holder,
    pub card_number: CardNumber,
    pub functions: Functions,
    /// `iat` of the region's newest status lists.
    pub listed: UnixTime,
}

impl IssueRow {
    /// Whether the device is counted among the card's: it has a card that has not run out.
    pub fn has_place(&self, now: UnixTime) -> bool {
        self.cards_end.is_some_and(|end| now < end)
    }

    /// The recorded key of a role.
    pub fn key(&self, role: KeyRole) -> Option<&RecordedKey> {
        match role {
            KeyRole::Everyday => Some(&self.everyday),
            KeyRole::Identity => self.identity.as_ref(),
        }
    }
}

impl Step<'_> {
    pub(super) async fn issue_row(
        &mut self,
        enrollment: EnrollmentId,
    ) -> Result<Option<IssueRow>, StoreError> {
        let row = sqlx::query(
            "SELECT e.card, c.region, c.status, c.life, e.unbound, e.cards_end,
                    e.everyday_key, e.everyday_attestation, e.everyday_list, e.everyday_index,
                    e.identity_key, e.identity_attestation, e.identity_list, e.identity_index,
                    h.kind, h.number, h.name, h.birth_date, h.resident, h.disability,
                    c.number AS card_number, c.functions, r.listed
             FROM enrolments e
             JOIN cards c ON c.id = e.card
             JOIN holders h ON h.id = c.holder
             JOIN regions r ON r.region = c.region
             WHERE e.id = ?1",
        )
        .bind(enrollment.0)
        .fetch_optional(&mut *self.db)
        .await?;
        row.map(|row| read(&row)).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<IssueRow, StoreError> {
    let card_number: &str = row.try_get("card_number")?;
    Ok(IssueRow {
        card: row.try_get("card")?,
        region: columns::read_region(row.try_get("region")?)?,
        standing: issuable(row.try_get("status")?, row.try_get("life")?)?,
        unbound: row.try_get("unbound")?,
        cards_end: row
            .try_get::<Option<i64>, _>("cards_end")?
            .map(columns::read_time)
            .transpose()?,
        everyday: RecordedKey {
            key: columns::read_key(row.try_get("everyday_key")?)?,
            attestation: attestations::read(row.try_get("everyday_attestation")?)?,
            status: read_index(row.try_get("everyday_list")?, row.try_get("everyday_index")?)?,
        },
        identity: read_identity(row)?,
        holder: read_holder(row)?,
        card_number: CardNumber::parse(card_number)
            .map_err(|_| StoreError::Corrupt("card number"))?,
        functions: read_functions(row.try_get("functions")?)?,
        listed: columns::read_time(row.try_get("listed")?)?,
    })
}

fn read_identity(row: &SqliteRow) -> Result<Option<RecordedKey>, StoreError> {
    let key: Option<&[u8]> = row.try_get("identity_key")?;
    let Some(key) = key else { return Ok(None) };
    Ok(Some(RecordedKey {
        key: columns::read_key(key)?,
        attestation: attestations::read(row.try_get("identity_attestation")?)?,
        status: read_index(row.try_get("identity_list")?, row.try_get("identity_index")?)?,
    }))
}

/// The person of a row that has the columns of `holders`.
pub(super) fn read_holder(row: &SqliteRow) -> Result<Holder, StoreError> {
    let kind = u8::try_from(row.try_get::<i64, _>("kind")?).ok();
    let birth_date: Option<&str> = row.try_get("birth_date")?;
    Ok(Holder {
        kind: kind
            .and_then(IdDocumentKind::from_number)
            .ok_or(StoreError::Corrupt("holder kind"))?,
        number: IdNumber::parse(row.try_get("number")?)
            .map_err(|_| StoreError::Corrupt("number"))?,
        name: row.try_get("name")?,
        birth_date: birth_date.map(columns::read_birth_date).transpose()?,
        resident: row.try_get("resident")?,
        disability: row.try_get("disability")?,
    })
}

fn read_index(list: Option<i64>, index: Option<i64>) -> Result<Option<StatusIndex>, StoreError> {
    let corrupt = StoreError::Corrupt("status index");
    match list.zip(index) {
        None => Ok(None),
        Some((list, index)) => match (u16::try_from(list), u32::try_from(index)) {
            (Ok(list), Ok(index)) => Ok(Some(StatusIndex { list, index })),
            _ => Err(corrupt),
        },
    }
}
