//! The venue card that a gate holds, in a file that all its processes share: one renews it, another
//! asks with it.
//!
//! Whoever changes it takes the gate's lock first and reads then. Readers need no lock: the file is
//! replaced whole, and what is read is verified before it is used.

use std::path::Path;

use crate::verifier::folder::{Folder, Lock, StorageError};
use crate::wire::venue_card::{MAX_BYTES, SignedVenueCard, VenueCard};

/// Name of the file in a gate's directory: the card as a tagged `COSE_Sign1`.
pub const VENUE_CARD_FILE: &str = "venue-card.cbor";

/// A gate's file.
#[derive(Debug)]
pub struct VenueCardFile {
    folder: Folder,
}

/// Whether a card that was offered was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is held now.
    Yes,
    /// Another process has kept this one meanwhile, which is as good.
    Later(Box<SignedVenueCard>),
    /// Somebody has put in a card of another venue or key meanwhile, which stays.
    Replaced,
}

impl VenueCardFile {
    /// The file in a gate's directory, [`crate::verifier::VerifierConfig::directory`].
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        Self::in_folder(Folder::Disk(directory.to_owned()))
    }

    pub(crate) const fn in_folder(folder: Folder) -> Self {
        Self { folder }
    }

    /// The card; none where there is no file, or one that holds no venue card.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn read(&self) -> Result<Option<SignedVenueCard>, StorageError> {
        let bytes = match self.folder.file(VENUE_CARD_FILE).read(MAX_BYTES as u64) {
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => None,
            read => read?,
        };
        Ok(bytes.and_then(|bytes| SignedVenueCard::from_cose(&bytes).ok()))
    }

    /// Puts in a card that the gate's operator brought, whatever was there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put(&self, card: &SignedVenueCard) -> Result<(), StorageError> {
        let _lock = self.lock()?;
        self.write(card)
    }

    /// Keeps a renewed card, unless the file holds a better one of the venue by now, by the word of
    /// `is_better`, or the card of another venue that was not there when the renewal began (`seen`).
    pub(crate) fn renew(
        &self,
        seen: Option<&SignedVenueCard>,
        next: &SignedVenueCard,
        is_better: impl Fn(&SignedVenueCard) -> bool,
    ) -> Result<Kept, StorageError> {
        let _lock = self.lock()?;
        if let Some(held) = self.read()? {
            let is_same = is_same_venue(&held.card, &next.card);
            if is_same && is_better(&held) {
                return Ok(Kept::Later(Box::new(held)));
            }
            if !is_same && seen != Some(&held) {
                return Ok(Kept::Replaced);
            }
        }
        self.write(next)?;
        Ok(Kept::Yes)
    }

    fn lock(&self) -> Result<Lock, StorageError> {
        self.folder.make()?;
        self.folder.lock()
    }

    fn write(&self, card: &SignedVenueCard) -> Result<(), StorageError> {
        self.folder.replace(VENUE_CARD_FILE, &card.to_cose())
    }
}

/// Whether one card can take the place of another: same city, same venue, same key. Name, place and
/// scenes may have changed.
pub(crate) fn is_same_venue(one: &VenueCard, other: &VenueCard) -> bool {
    one.kid.region() == other.kid.region() && one.venue_id == other.venue_id && one.key == other.key
}
