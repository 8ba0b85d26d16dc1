//! Between columns and the types of the domain. What does not read back is corruption, said once.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::identifiers::BirthDate;
use essc::model::life_cycle::LifeCycle;
use essc::model::region::Region;
use essc::model::status::CardStatus;

use crate::store::StoreError;

/// An instant as a column; at most 2^38, so it always fits.
pub(super) fn time(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

pub(super) fn read_time(column: i64) -> Result<UnixTime, StoreError> {
    let seconds = u64::try_from(column).map_err(|_| StoreError::Corrupt("time"))?;
    UnixTime::try_from(seconds).map_err(|_| StoreError::Corrupt("time"))
}

pub(super) fn region(region: Region) -> i64 {
    i64::from(region.code())
}

pub(super) fn read_region(column: i64) -> Result<Region, StoreError> {
    let code = u32::try_from(column).ok();
    code.and_then(Region::new).ok_or(StoreError::Corrupt("region"))
}

pub(super) fn read_status(column: i64) -> Result<CardStatus, StoreError> {
    let status = CardStatus::ALL.into_iter().find(|s| i64::from(s.bits()) == column);
    status.ok_or(StoreError::Corrupt("status"))
}

pub(super) fn read_key(column: &[u8]) -> Result<PublicKey, StoreError> {
    let bytes: &[u8; 65] = column.try_into().map_err(|_| StoreError::Corrupt("key"))?;
    PublicKey::from_uncompressed(bytes).map_err(|_| StoreError::Corrupt("key"))
}

pub(super) fn read_bytes<const N: usize>(column: &[u8]) -> Result<[u8; N], StoreError> {
    column.try_into().map_err(|_| StoreError::Corrupt("byte string"))
}

pub(super) fn life(life: &LifeCycle) -> Result<String, StoreError> {
    serde_json::to_string(life).map_err(|_| StoreError::Corrupt("life cycle"))
}

pub(super) fn read_life(column: &str) -> Result<LifeCycle, StoreError> {
    serde_json::from_str(column).map_err(|_| StoreError::Corrupt("life cycle"))
}

pub(super) fn birth_date(date: BirthDate) -> String {
    let (year, month, day) = date.parts();
    format!("{year:04}-{month:02}-{day:02}")
}

pub(super) fn read_birth_date(column: &str) -> Result<BirthDate, StoreError> {
    let mut parts = column.splitn(3, '-').map(str::parse::<u16>);
    let mut part = || parts.next().and_then(Result::ok);
    part()
        .zip(part())
        .zip(part())
        .and_then(|((year, month), day)| BirthDate::new(year, month, day))
        .ok_or(StoreError::Corrupt("birth date"))
}
