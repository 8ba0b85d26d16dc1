//! What a card would tell a venue that asks: worked out once, when the request is read, by the rules
//! that the venue's gate judges by; shown to the holder; and the only thing that is signed afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::time::UnixTime;
use crate::holder::documents::SceneFault;
use crate::holder::enrollments::{CardId, Enrollment};
use crate::holder::error::{RequestFault, WalletError};
use crate::holder::scene_fit::{self, Occasion};
use crate::holder::wallet::{State, VenueRequest, Wallet};
use crate::model::disclosed::Disclosed;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::scene::{Scene, SceneCode};
use crate::wire::card::SignedCard;

/// Seconds for which the catalogues of a province are fetched after one of its venues asked: 30 days.
const VISIT: u64 = 30 * 86_400;
/// A visit is written down again after so many seconds.
const VISIT_NOTED_ANEW: u64 = 86_400;

/// What each card would tell the venue, or why it would tell nothing.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Told(BTreeMap<CardId, Result<Disclosed, WalletError>>);

/// Shows how many cards there are, and nothing of them: names and numbers are in it.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Told({} cards)", self.0.len())
    }
}

impl Told {
    /// Whether the holder was told just this of this card.
    pub(super) fn check(&self, card: &CardId, disclosed: &Disclosed) -> Result<(), RequestFault> {
        match self.0.get(card) {
            Some(Ok(told)) if told == disclosed => Ok(()),
            _ => Err(RequestFault::Changed),
        }
    }
}

impl Wallet {
    /// What a card would tell the venue that made a request: by the catalogue of the venue's province
    /// and city, not the card's. To be shown before the holder agrees. It does not change with time:
    /// [`Wallet::answer`] signs for this or for nothing.
    ///
    /// # Errors
    /// [`WalletError::Ineligible`] and [`WalletError::Scene`] when the card would not be taken,
    /// [`WalletError::NoSuchCard`], [`WalletError::NeedsReEnrollment`], and [`WalletError::Request`]
    /// for a card that was enrolled after the request was read.
    pub fn disclosure(
        &self,
        card: &CardId,
        request: &VenueRequest,
    ) -> Result<Disclosed, WalletError> {
        self.living(card)?;
        let told = request.told().0.get(card).cloned();
        told.unwrap_or(Err(RequestFault::Changed.into()))
    }

    /// The provinces whose catalogues are kept fresh: the cards', and those visited lately.
    pub(super) fn provinces_shown_in(&self) -> BTreeSet<Region> {
        let (state, now) = (self.state(), self.clock.now());
        let enrollments = &state.enrollments;
        let lately = |at: UnixTime| now < at.plus(VISIT);
        let visited =
            enrollments.visited.iter().filter(|(_, at)| lately(**at)).map(|(one, _)| *one);
        enrollments.list.iter().map(|e| e.region.province()).chain(visited).collect()
    }
}

impl State {
    /// Name of the scene, and what each card would tell a venue in `venue`.
    pub(super) fn tell(
        &self,
        venue: Region,
        scene: SceneCode,
        now: UnixTime,
    ) -> Result<(Localized, Told), WalletError> {
        let living = || self.enrollments.list.iter().filter(|one| one.dead.is_none());
        let one = |enrollment: &Enrollment| {
            let (card, scene) = self.answering(enrollment, venue, scene, now)?;
            Ok(Disclosed::by(&card.card, &scene))
        };
        let told = living().map(|enrollment| (enrollment.id.clone(), one(enrollment))).collect();
        let places: Vec<Region> = if venue.is_across_the_border() {
            living().map(|enrollment| rules_for(enrollment, venue)).collect()
        } else {
            vec![venue]
        };
        let mut shown = Err(SceneFault::CatalogueMissing);
        for place in places {
            shown = shown.or_else(|_| self.documents.scene_in(place, scene, now));
        }
        let shown = shown.map_err(|fault| match fault {
            SceneFault::CatalogueMissing => self.nothing_known(venue, scene),
            other => other,
        })?;
        Ok((shown.name, Told(told)))
    }

    /// The card of an enrolment that would answer a venue in `venue`, and the scene it would answer by.
    pub(super) fn answering(
        &self,
        enrollment: &Enrollment,
        venue: Region,
        scene: SceneCode,
        now: UnixTime,
    ) -> Result<(SignedCard, Scene), WalletError> {
        let scene = self.documents.scene_in(rules_for(enrollment, venue), scene, now)?;
        let trust = self.documents.trust().map(AsRef::as_ref);
        let occasion = Occasion { scene: &scene, now, trust, venue: Some(venue) };
        let card = scene_fit::choose(enrollment, &occasion)?.clone();
        Ok((card, scene))
    }

    /// Remembers a province that no card here is of, so that a refresh brings its catalogue.
    pub(super) fn visited(&mut self, venue: Region, now: UnixTime) {
        let province = venue.province();
        let enrollments = &self.enrollments;
        let is_home = enrollments.list.iter().any(|one| one.region.province() == province);
        let noted = enrollments.visited.get(&province);
        let is_noted =
            noted.is_some_and(|at| now.as_secs().abs_diff(at.as_secs()) < VISIT_NOTED_ANEW);
        if is_home || is_noted || venue.is_across_the_border() {
            return;
        }
        let noted = self.change(|enrollments| {
            enrollments.visited.retain(|_, at| now < at.plus(VISIT));
            enrollments.visited.insert(province, now);
        });
        if let Err(error) = noted {
            tracing::debug!(%error, "a refresh will not bring this venue's catalogue");
        }
    }

    /// Why a scene's catalogue is not here: it has not been fetched, or nobody publishes one.
    fn nothing_known(&self, venue: Region, scene: SceneCode) -> SceneFault {
        let issuer = self.documents.trust().and_then(|trust| trust.issuer(venue.province()));
        let is_published = issuer.is_some_and(|issuer| issuer.catalogue.is_some());
        if is_published || venue.is_across_the_border() {
            SceneFault::CatalogueMissing
        } else {
            SceneFault::Unknown(scene)
        }
    }
}

/// Where the rules stand that a venue's gate judges a card by: where the venue is. Across the border a
/// gate has the base of a province that it is set up with, which the phone can't know; it is that of
/// the cards it takes (protocol §9.3).
fn rules_for(enrollment: &Enrollment, venue: Region) -> Region {
    if venue.is_across_the_border() { enrollment.region.province() } else { venue }
}
