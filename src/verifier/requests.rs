//! Outstanding requests: what this gate asked, and whether it was answered (protocol §6, §9).

use std::fs;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::base::base64url::{self, Base64UrlError};
use crate::base::json;
use crate::base::time::UnixTime;
use crate::model::scene::SceneCode;
use crate::verifier::folder::{KeptFile, Lock};
use crate::verifier::replay::CLOCK_BACK;
use crate::wire::carrier::hint_of;
use crate::wire::code::ChallengeHash;
use crate::wire::request::SignedRequest;

/// Most requests that are kept at once.
pub const MAX_REQUESTS: usize = 256;

/// Most bytes of the file.
const MAX_FILE_BYTES: u64 = 256 * 1024;

/// How long after its end a request is remembered: no code that answers it in time can be accepted
/// later than this (255 s of code life, 15 s of skew).
const REMEMBERED_AFTER: u64 = 270;

/// Why a request could not be kept.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum RequestsError {
    /// 256 requests wait for their answer.
    #[error("too many requests wait for an answer")]
    Full,
    /// It was made before the time since which it is known what was answered: it may have been.
    #[error("the request may have been answered before")]
    Forgotten,
    /// The file system's error.
    #[error("the outstanding requests can't be read or written: {0}")]
    File(#[from] io::Error),
}

/// One request that was made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Outstanding {
    challenge: Digest,
    /// Its `request_id`; version 0.1 wrote none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Digest>,
    scene: SceneCode,
    made_at: UnixTime,
    expires: UnixTime,
    answered: bool,
}

/// A hash, as base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Digest([u8; 32]);

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Kept {
    /// Every request that was made at this time or later is here, or was never answered.
    since: UnixTime,
    requests: Vec<Outstanding>,
}

impl Outstanding {
    fn is_remembered(&self, now: UnixTime) -> bool {
        now < self.expires.plus(REMEMBERED_AFTER)
    }
}

impl Kept {
    /// Reads the file as this version writes it, or the bare list of version 0.1.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let earlier = |requests| Self { since: UnixTime::EPOCH, requests };
        let kept = json::parse(bytes, bytes.len());
        kept.or_else(|_| json::parse(bytes, bytes.len()).map(earlier)).ok()
    }

    /// Forgets what no trusted clock can bring back; more of what is over, and what was made by a clock
    /// that was ahead, where the room is needed.
    fn make_room(&mut self, now: UnixTime) {
        self.forget(|request| !request.is_remembered(now.minus(CLOCK_BACK)));
        if self.requests.len() >= MAX_REQUESTS {
            self.forget(|request| !request.is_remembered(now));
        }
        if self.requests.len() >= MAX_REQUESTS {
            self.requests.retain(|request| request.made_at <= now.plus(CLOCK_BACK));
        }
    }

    fn forget(&mut self, goes: impl Fn(&Outstanding) -> bool) {
        self.requests.retain(|request| {
            let goes = goes(request);
            if goes {
                self.since = self.since.max(request.made_at.plus(1));
            }
            !goes
        });
    }
}

/// A request that a code may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The whole challenge, of which the code carries two bytes.
    pub challenge: ChallengeHash,
    /// When the request was made.
    pub made_at: UnixTime,
}

/// The requests of one gate, in memory or in a file that is replaced at each change and that all
/// processes of the gate share: one asks, another takes the answer.
///
/// Every change takes the lock of the file's folder, reads the file, and writes it anew, so that of
/// two processes with one answer exactly one uses the request up.
#[derive(Debug)]
pub struct OutstandingRequests {
    file: Option<KeptFile>,
    held: Mutex<Held>,
}

/// What was read last, and from which file.
#[derive(Debug, Default)]
struct Held {
    kept: Kept,
    stamp: Option<Stamp>,
    /// The file holds something else: what was answered is not known any more.
    damaged: bool,
}

/// What tells one file under a name from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: SystemTime,
    inode: u64,
}

impl OutstandingRequests {
    /// None yet, and none kept over a restart.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub const fn in_memory() -> Self {
        let kept = Kept { since: UnixTime::EPOCH, requests: Vec::new() };
        Self { file: None, held: Mutex::new(Held { kept, stamp: None, damaged: false }) }
    }

    /// Those of a file, or none when there is no file yet or it is damaged: codes that answer those
    /// that were lost are not accepted.
    ///
    /// # Errors
    /// [`RequestsError::File`].
    pub(crate) fn open(file: KeptFile) -> Result<Self, RequestsError> {
        let held = Mutex::new(Held::read(&file)?);
        Ok(Self { file: Some(file), held })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps other processes out, and reads what they left.
    fn lock_and_read(&self, held: &mut Held) -> Result<Option<Lock>, RequestsError> {
        let Some(file) = &self.file else { return Ok(None) };
        let lock = file.lock()?;
        *held = Held::read(file)?;
        Ok(Some(lock))
    }

    /// Replaces the requests, on disk first. The caller has the lock.
    fn put(&self, held: &mut Held, kept: Kept) -> Result<(), RequestsError> {
        let mut stamp = None;
        if let Some(file) = &self.file {
            let bytes = serde_json::to_vec(&kept).map_err(io::Error::from)?;
            file.replace(&bytes)?;
            stamp = Stamp::of(file);
        }
        *held = Held { kept, stamp, damaged: false };
        Ok(())
    }

    /// Keeps a request that this gate is about to show. One that is kept already stays as it is: kept
    /// twice, it could be used up twice.
    ///
    /// # Errors
    /// [`RequestsError`]; the request must then not be shown.
    pub fn add(&self, request: &SignedRequest, now: UnixTime) -> Result<(), RequestsError> {
        let mut held = self.held();
        let _lock = self.lock_and_read(&mut held)?;
        let mut kept = held.kept.clone();
        if held.damaged || kept.since > now.plus(CLOCK_BACK) {
            // Lost now; or dated by a clock that was ahead, and complete since now at the latest.
            kept.since = now;
        }
        kept.make_room(now);
        let (id, challenge) = (Digest(request.request_id()), Digest(request.challenge()));
        if kept.requests.iter().any(|r| r.challenge == challenge || r.id == Some(id)) {
            return Ok(());
        }
        if request.request.issued_at < kept.since {
            return Err(RequestsError::Forgotten);
        }
        if kept.requests.len() >= MAX_REQUESTS {
            return Err(RequestsError::Full);
        }
        kept.requests.push(Outstanding {
            challenge,
            id: Some(id),
            scene: request.request.scene,
            made_at: request.request.issued_at,
            expires: request.request.expires,
            answered: false,
        });
        self.put(&mut held, kept)
    }

    /// The requests that a code of this scene and `iat` with this hint may answer, answered ones
    /// included: still remembered, unexpired at the code's `iat`, and of the code's scene.
    #[must_use]
    pub fn fitting(
        &self,
        hint: [u8; 2],
        scene: SceneCode,
        iat: UnixTime,
        now: UnixTime,
    ) -> Vec<Candidate> {
        let fits = |r: &&Outstanding| {
            hint_of(&r.challenge.0) == hint
                && r.scene == scene
                && iat < r.expires
                && r.is_remembered(now)
        };
        let candidate =
            |r: &Outstanding| Candidate { challenge: r.challenge.0, made_at: r.made_at };
        let find = |held: &Held| -> Vec<Candidate> {
            held.kept.requests.iter().filter(fits).map(candidate).collect()
        };
        let mut held = self.held();
        if let Some(file) = &self.file {
            // Another process may have asked since. Two files can bear one stamp, so it is trusted
            // only where something fits; that it is used up is decided by `use_up`.
            let is_old = held.stamp != Stamp::of(file) || find(&held).is_empty();
            if is_old && let Ok(read) = Held::read(file) {
                *held = read;
            }
        }
        find(&held)
    }

    /// Uses a request up. False when it was used up before, or is not this gate's.
    ///
    /// # Errors
    /// [`RequestsError::File`]; the answer must then not be accepted.
    pub fn use_up(&self, challenge: &ChallengeHash) -> Result<bool, RequestsError> {
        let mut held = self.held();
        let _lock = self.lock_and_read(&mut held)?;
        let mut kept = held.kept.clone();
        let challenge = Digest(*challenge);
        let unanswered = kept.requests.iter_mut().find(|r| r.challenge == challenge && !r.answered);
        let Some(request) = unanswered else { return Ok(false) };
        request.answered = true;
        self.put(&mut held, kept)?;
        Ok(true)
    }
}

impl Held {
    fn read(file: &KeptFile) -> Result<Self, RequestsError> {
        // Before the content: a file that comes in between is read again next time.
        let stamp = Stamp::of(file);
        let bytes = match file.read(MAX_FILE_BYTES) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Some(Vec::new()),
            read => read?,
        };
        let kept = bytes.map(|bytes| Kept::parse(&bytes));
        let damaged = kept == Some(None);
        let kept = kept.flatten().unwrap_or_default();
        Ok(Self { kept, stamp, damaged })
    }
}

impl Stamp {
    /// None where there is no file, and in memory, which no other process changes.
    fn of(file: &KeptFile) -> Option<Self> {
        let KeptFile::Disk(path) = file else { return None };
        let file = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&file);
        #[cfg(not(unix))]
        let inode = 0;
        Some(Self { bytes: file.len(), modified: file.modified().ok()?, inode })
    }
}

impl TryFrom<String> for Digest {
    type Error = Base64UrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        base64url::decode_array(&text).map(Self)
    }
}

impl From<Digest> for String {
    fn from(Digest(bytes): Digest) -> Self {
        base64url::encode(&bytes)
    }
}

#[cfg(test)]
mod tests;
