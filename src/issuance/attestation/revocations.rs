//! An authority's copy of the revocation lists: which certificates count no more, and as of when.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AuthorityList, Fingerprint, Scheme};
use crate::base::json::{self, JsonError};
use crate::base::time::UnixTime;
use crate::wire::x509::Certificate;

/// Most bytes of a status list that are read.
pub const MAX_STATUS_LIST_BYTES: usize = 16 * 1024 * 1024;

/// A copy of Android's list that is older leaves new keys pending.
const CURRENT_FOR: i64 = 24 * 3600;

/// A certificate's serial number: at most 20 bytes, as lower-case hexadecimal without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial(String);

/// Not a serial number in its one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a serial number in lower-case hexadecimal without leading zeros")]
pub struct SerialError;

impl TryFrom<String> for Serial {
    type Error = SerialError;

    fn try_from(text: String) -> Result<Self, SerialError> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_serial = (1..=40).contains(&text.len())
            && (!text.starts_with('0') || text == "0")
            && text.bytes().all(is_digit);
        if is_serial { Ok(Self(text)) } else { Err(SerialError) }
    }
}

impl Serial {
    /// That of a certificate.
    pub(super) fn of(certificate: &Certificate<'_>) -> Self {
        Self(certificate.serial())
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> Self {
        serial.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a status list was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum RevocationsError {
    /// Too long, not JSON, or without the members that it has to have.
    #[error("the status list was not taken: {0}")]
    Json(#[from] JsonError),
    /// An entry is not named by a number in hexadecimal.
    #[error("the status list was not taken: an entry is not of a serial number")]
    Serial(#[from] SerialError),
}

/// The certificates that count no more. Without any copy, which is the default, keys of Android and of
/// HarmonyOS stay pending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revocations {
    android: BTreeSet<Serial>,
    as_of: UnixTime,
    huks: BTreeSet<Serial>,
    /// The last second at which there is a current list of every root.
    huks_until: Option<UnixTime>,
}

/// Google's status list.
#[derive(Deserialize)]
struct StatusList {
    entries: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "status")]
    _status: String,
}

/// The serial number that an entry is of. None where it is a number that no certificate has which is read
/// here, since it is negative or too long.
fn serial_of(key: String) -> Result<Option<Serial>, SerialError> {
    let digits = key.strip_prefix('-').unwrap_or(&key);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(SerialError);
    }
    let shortest = match key.trim_start_matches('0') {
        "" => "0",
        shortest => shortest,
    };
    Ok(Serial::try_from(shortest.to_ascii_lowercase()).ok())
}

impl Revocations {
    /// Reads Google's status list, `{"entries": {"<serial>": {"status": …}}}`. Whatever the status is,
    /// the certificate counts no more: `REVOKED`, `SUSPENDED`, or a word that is not known yet.
    ///
    /// `as_of` is the time at which the list was right: the origin's `Date` less its `Age` (RFC 9111 §4.2.3),
    /// not when a mirror fetched it.
    ///
    /// # Errors
    /// [`RevocationsError`] when it has more than 16 MiB or does not parse whole; the copy from
    /// before stays then.
    pub fn parse(json: &[u8], as_of: UnixTime) -> Result<Self, RevocationsError> {
        let list: StatusList = json::parse_large(json, MAX_STATUS_LIST_BYTES)?;
        let keys: Result<Vec<_>, _> = list.entries.into_keys().map(serial_of).collect();
        let android = keys?.into_iter().flatten().collect();
        Ok(Self { android, as_of, ..Self::default() })
    }

    /// The same, with the lists of HarmonyOS's revoked authorities in the place of those before. They are
    /// current as long as each of the policy's `roots` has one that is.
    #[must_use]
    pub fn with_huks(self, lists: &[AuthorityList], roots: &[Fingerprint]) -> Self {
        let ends = roots.iter().map(|root| {
            let of_root = lists.iter().filter(|list| list.root == *root);
            of_root.map(AuthorityList::next_update).max()
        });
        let every: Option<Vec<UnixTime>> = ends.collect();
        let huks_until = every.and_then(|ends| ends.into_iter().min());
        let huks = lists.iter().flat_map(|list| list.serials.iter().cloned()).collect();
        Self { huks, huks_until, ..self }
    }

    /// How many certificates count no more.
    #[must_use]
    pub fn len(&self) -> usize {
        self.android.len() + self.huks.len()
    }

    /// Whether every certificate counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When Android's list was right.
    #[must_use]
    pub const fn as_of(&self) -> UnixTime {
        self.as_of
    }

    /// Whether the list of a scheme is young enough to give a new key its level: Google's for 24 hours,
    /// HarmonyOS's as long as they say of themselves. Schemes without a list wait for none.
    #[must_use]
    pub fn is_current(&self, scheme: Scheme, now: UnixTime) -> bool {
        match scheme {
            Scheme::Android => now.since(self.as_of) <= CURRENT_FOR,
            Scheme::Huks => self.huks_until.is_some_and(|until| now <= until),
            Scheme::AppAttest | Scheme::KeyAttestation => true,
        }
    }

    /// Whether a certificate of a scheme counts no more.
    #[must_use]
    pub fn revokes(&self, scheme: Scheme, serial: &Serial) -> bool {
        match scheme {
            Scheme::Android => self.android.contains(serial),
            Scheme::Huks => self.huks.contains(serial),
            Scheme::AppAttest | Scheme::KeyAttestation => false,
        }
    }
}
