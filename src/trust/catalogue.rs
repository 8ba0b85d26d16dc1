//! A catalogue that passed every check but those against another one.

use std::collections::HashSet;

use crate::base::time::UnixTime;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::trust::overlay::{self, OverlayError};
use crate::trust::succession::{self, Admission, Edition};
use crate::trust::trust_list::{SignerError, VerifiedTrustList};
use crate::wire::catalogue::{self as wire, Catalogue, MAX_BYTES, MAX_LIFE, SceneRule, TYP};
use crate::wire::catalogue::{CatalogueEntry, Outline};
use crate::wire::jws::{self, JwsError};
use crate::wire::trust_list::KeyUse;

/// A verified catalogue, base or overlay.
#[derive(Debug, Clone)]
pub struct VerifiedCatalogue {
    catalogue: Catalogue,
    outlines: Vec<Outline>,
    kid: KeyId,
    edition: Edition,
}

/// Why a catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CatalogueError {
    /// Not a catalogue, or its signature does not fit.
    #[error("catalogue refused: {0}")]
    Jws(#[from] JwsError),
    /// Its signer may not sign catalogues now.
    #[error("catalogue refused: {0}")]
    Signer(#[from] SignerError),
    /// Signed by the key of another region than its own.
    #[error("the catalogue is of {region}, its signer is {signer}")]
    OtherRegion {
        /// Whose it says it is.
        region: Region,
        /// Its signer.
        signer: KeyId,
    },
    /// Another catalogue than the one asked for.
    #[error("asked for the catalogue of {wanted}, got that of {got}")]
    OtherCatalogue {
        /// The region asked for.
        wanted: Region,
        /// The region received.
        got: Region,
    },
    /// `iat` is more than five minutes ahead.
    #[error("the catalogue was signed in the future")]
    FromTheFuture,
    /// `exp` is not after `iat` or more than 366 days after it, or `effective` is not before `exp`.
    #[error("the life of the catalogue is not between 1 second and 366 days")]
    Life,
    /// It is past its `exp`, and was never held here.
    #[error("the catalogue is past its end")]
    Expired,
    /// It asks for a newer trust list than the one it is judged by.
    #[error("the catalogue needs trust list {needed}, this is {held}")]
    TrustTooOld {
        /// `min_trust_seq`.
        needed: u64,
        /// `seq` of the trust list.
        held: u64,
    },
    /// A scene breaks a rule.
    #[error("catalogue refused: {0}")]
    Scene(#[from] SceneRule),
}

impl VerifiedCatalogue {
    /// Verifies the catalogue of `wanted` under a trust list.
    ///
    /// # Errors
    /// [`CatalogueError`]. With [`Admission::Held`] a catalogue past its end and a signer retired
    /// since pass.
    pub fn verify(
        text: &str,
        wanted: Region,
        trust: &VerifiedTrustList,
        now: UnixTime,
        admission: Admission,
    ) -> Result<Self, CatalogueError> {
        let jws = jws::parse(text, TYP, MAX_BYTES)?;
        let signer = trust.signer(jws.document_kid()?, KeyUse::Catalogue, now, admission)?;
        let read: Catalogue<CatalogueEntry> = jws.verify(&signer.public_key)?;
        let (catalogue, outlines) = read.divide();
        let region = catalogue.region;
        if region != signer.kid.region() {
            return Err(CatalogueError::OtherRegion { region, signer: signer.kid });
        }
        if region != wanted {
            return Err(CatalogueError::OtherCatalogue { wanted, got: region });
        }
        // A base is thereby a province's: the trust list has no province that is not called one.
        let Catalogue { iat, exp, effective, min_trust_seq, .. } = catalogue;
        if admission == Admission::New && !succession::is_not_from_the_future(iat, now) {
            return Err(CatalogueError::FromTheFuture);
        }
        if exp <= iat || exp > iat.plus(MAX_LIFE) || effective >= exp {
            return Err(CatalogueError::Life);
        }
        if admission == Admission::New && now >= exp {
            return Err(CatalogueError::Expired);
        }
        if min_trust_seq > trust.seq() {
            return Err(CatalogueError::TrustTooOld { needed: min_trust_seq, held: trust.seq() });
        }
        catalogue.check()?;
        wire::check_outlines(&catalogue, &outlines)?;
        let edition = Edition { number: catalogue.seq, digest: succession::digest(text) };
        Ok(Self { catalogue, outlines, kid: signer.kid, edition })
    }

    /// What it says, as far as this version understands it: without the scenes that have a word of a
    /// later version.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The numbers of the scenes that were left out of it. No code is ever accepted for them.
    pub fn not_understood(&self) -> impl Iterator<Item = SceneCode> {
        self.outlines.iter().map(Outline::code)
    }

    /// Whether this overlay only adds to `base`, as far as both are understood.
    ///
    /// # Errors
    /// [`OverlayError`], for the first scene that breaks a rule.
    pub fn check_on(&self, base: &Self) -> Result<(), OverlayError> {
        self.undecided_on(base).map(|_| ())
    }

    /// The scenes of this overlay that lean on what is not understood of `base`.
    pub(super) fn undecided_on(&self, base: &Self) -> Result<HashSet<SceneCode>, OverlayError> {
        overlay::check(&base.catalogue, &base.outlines, &self.catalogue)
    }

    /// The key that signed it.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.kid
    }

    /// Its number and content, for telling what follows it.
    #[must_use]
    pub const fn edition(&self) -> Edition {
        self.edition
    }
}
