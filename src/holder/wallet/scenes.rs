//! What a card can be shown for: the scenes of the signed catalogue, each with what it would disclose
//! and whether it would take the card, so that a holder chooses before anything is signed.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::holder::enrollments::CardId;
use crate::holder::error::WalletError;
use crate::holder::scene_fit::{self, Ineligible, Occasion};
use crate::holder::wallet::Wallet;
use crate::model::localized::Localized;
use crate::model::profile::{KeyRole, Profile};
use crate::model::scene::{Challenge, Scene, SceneCode};

/// A scene, seen from one card.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct OfferedScene {
    /// Its number.
    pub code: SceneCode,
    /// Area, a lower-case word: `medical`, `transit`.
    pub area: String,
    /// Its name.
    pub name: Localized,
    /// What the card would disclose here; none when the scene would not take it.
    pub profile: Option<Profile>,
    /// Whether the key will ask for the user.
    pub asks_for_user: bool,
    /// Whether the venue's request has to be scanned first.
    pub needs_request: bool,
    /// After how long a new code is to be shown, whole seconds.
    pub rotate_after: Duration,
    /// Why the scene would not take the card.
    pub ineligible: Option<Ineligible>,
}

impl Wallet {
    /// The scenes in use in the card's province, its cities' own included, by their numbers.
    ///
    /// # Errors
    /// [`WalletError::NoSuchCard`], [`WalletError::NeedsReEnrollment`], and [`WalletError::Scene`] when
    /// a refresh is needed first.
    pub fn scenes(&self, card: &CardId) -> Result<Vec<OfferedScene>, WalletError> {
        let enrollment = self.living(card)?;
        let now = self.clock.now();
        let state = self.state();
        let scenes = state.documents.scenes(enrollment.region.province(), now)?;
        let trust = state.documents.trust().map(AsRef::as_ref);
        // Two cities number their scenes apart; a number that comes twice is the same scene.
        let by_code: BTreeMap<SceneCode, Scene> =
            scenes.into_iter().map(|one| (one.code, one)).collect();
        let seen = |scene: Scene| {
            let occasion = Occasion { scene: &scene, now, trust, venue: None };
            let chosen = scene_fit::choose(&enrollment, &occasion);
            let profile = chosen.as_ref().ok().map(|signed| signed.card.profile());
            OfferedScene {
                code: scene.code,
                profile,
                asks_for_user: profile.is_some_and(|p| p.key_role() == KeyRole::Identity),
                needs_request: scene.challenge == Challenge::Request,
                rotate_after: Duration::from_secs(scene.rotate_after.into()),
                ineligible: chosen.err(),
                area: scene.area,
                name: scene.name,
            }
        };
        Ok(by_code.into_values().map(seen).collect())
    }
}
