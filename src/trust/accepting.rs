//! How a received document takes its place among those held (protocol §7.1).

use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::trust::catalogue::VerifiedCatalogue;
use crate::trust::change::{Change, Step};
use crate::trust::document_file::{DocumentFile, Origin};
use crate::trust::floors::KnownEdition;
use crate::trust::refusal::{Acceptance, ListName, Refusal};
use crate::trust::roots::{self, RootPath};
use crate::trust::state::{ROOTS_FILE, TRUST_FILE, TrustState, catalogue_file, status_file};
use crate::trust::status_list::StatusList;
use crate::trust::succession::{self, Admission, MAX_JUMP, Succession, SuccessionError};
use crate::trust::timeline;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::in_place::InPlace;
use crate::wire::status_list::StatusListUri;

impl TrustState {
    /// Takes in a trust list. `naming` are lists that name next roots, oldest first, for a reader that
    /// slept through a roll-over; each counts for that name alone. `origin` is where it came from.
    ///
    /// # Errors
    /// [`Refusal`]; what was held stays.
    pub fn accept_trust(
        &mut self,
        text: &str,
        naming: &[String],
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Change, Refusal> {
        refuse_what_is_none(text)?;
        let kid = roots::signer_of(text).ok_or(Refusal::UnknownRoot)?;
        let root = self.root_of(&kid, naming, now).ok_or(Refusal::UnknownRoot)?;
        let floor = self.floors.roots.trust.as_ref();
        let is_known = floor.is_some_and(|held| held.edition.digest == succession::digest(text));
        let list = if is_known {
            VerifiedTrustList::verify_held(text, &root.key)?
        } else {
            VerifiedTrustList::verify(text, &root.key, now)?
        };
        self.check_trust(&list, &root)?;
        let same = list.accept_over(floor, now)? == Succession::Same;
        let unchanged = same && self.trust_edition() == Some(list.edition());
        if unchanged && self.has_origin(ListName::TrustList, origin.as_ref()) {
            return Ok(Change::default());
        }
        Ok(self.keep_trust(root, list, text, origin, unchanged))
    }

    /// What holds for a list whether it is received or held.
    pub(in crate::trust) fn check_trust(
        &self,
        list: &VerifiedTrustList,
        root: &RootPath,
    ) -> Result<(), Refusal> {
        if list.is_test() && !self.config.takes_test {
            return Err(Refusal::Test);
        }
        if list.seq() < root.least_seq {
            return Err(Refusal::BeforePin { least: root.least_seq, got: list.seq() });
        }
        match root.after.filter(|after| list.seq() <= *after) {
            Some(held) => Err(SuccessionError::RolledBack { held, got: list.seq() }.into()),
            None => Ok(()),
        }
    }

    /// Takes in the status list `uri`.
    ///
    /// # Errors
    /// [`Refusal`]; what was held stays.
    pub fn accept_status(
        &mut self,
        text: &str,
        uri: StatusListUri,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Change, Refusal> {
        refuse_what_is_none(text)?;
        let trust = self.trust().ok_or(Refusal::NoTrustList)?;
        let issuer = trust.issuer(uri.region);
        if !issuer.is_some_and(|issuer| issuer.status_lists.contains(&uri.number)) {
            return Err(Refusal::NotListed(uri));
        }
        let held = self.floors.editions.newest(ListName::Status(uri));
        let digest = succession::digest(text);
        let admission = admission(held.is_some_and(|held| held.digest == digest));
        let list = StatusList::verify(text, uri, trust, now, admission)?;
        let succession = match held {
            Some(held) => list.edition().follow(held, None)?,
            None => Succession::Newer,
        };
        let unchanged = succession == Succession::Same && self.status.contains_key(&uri);
        if unchanged && self.has_origin(ListName::Status(uri), origin.as_ref()) {
            return Ok(Change::default());
        }
        let mut change = Change { editions: true, ..self.change_of(unchanged, list.iat()) };
        change.write(status_file(uri), DocumentFile::bytes_of(text, origin.as_ref()));
        let known = KnownEdition::of(list.edition(), list.kid());
        self.floors.editions.status.insert(uri, known);
        self.status.insert(uri, Arc::new(list));
        self.note_origin(ListName::Status(uri), origin);
        Ok(change)
    }

    /// Takes in the catalogue of `region`. An overlay is checked against the base that will be in
    /// force with it; without a base it is kept, and used when it stands on the one that comes.
    ///
    /// # Errors
    /// [`Refusal`]; what was held stays.
    pub fn accept_catalogue(
        &mut self,
        text: &str,
        region: Region,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Change, Refusal> {
        refuse_what_is_none(text)?;
        let trust = self.trust().ok_or(Refusal::NoTrustList)?;
        let known = self.floors.editions.catalogues.get(&region).map_or(&[][..], Vec::as_slice);
        let digest = succession::digest(text);
        let is_known = known.iter().any(|known| known.edition().digest == digest);
        let read = VerifiedCatalogue::verify(text, region, trust, now, admission(is_known))?;
        let edition = read.edition();
        let same = match self.floors.editions.newest_catalogue(region) {
            // The one in force stays published while a newer one lies ahead.
            _ if self.floors.editions.knows_catalogue(region, edition) => true,
            Some(newest) => edition.follow(newest, Some(MAX_JUMP))? == Succession::Same,
            None => false,
        };
        if !read.catalogue().is_base() {
            let begins = read.catalogue().effective.max(now);
            if let Some(base) = timeline::in_force(self.editions_of(region.province()), begins) {
                read.check_on(&base)?;
            }
        }
        let is_held = self.editions_of(region).iter().any(|one| one.edition() == edition);
        let unchanged = same && is_held;
        if unchanged && self.has_origin(ListName::Catalogue(region), origin.as_ref()) {
            return Ok(Change::default());
        }
        let mut change =
            Change { editions: true, ..self.change_of(unchanged, read.catalogue().iat) };
        let file = catalogue_file(region, edition.number);
        change.write(file, DocumentFile::bytes_of(text, origin.as_ref()));
        let before = self.editions_of(region).to_vec();
        let kept = timeline::join(&before, Arc::new(read), now);
        let gone = before.iter().map(|one| one.edition());
        for old in gone.filter(|old| !kept.iter().any(|one| one.edition() == *old)) {
            change.remove_afterwards(catalogue_file(region, old.number));
        }
        self.hold_catalogues(region, kept);
        // Where the one in force came from still holds when an announced one joins it from elsewhere.
        if origin.is_some() {
            self.note_origin(ListName::Catalogue(region), origin);
        }
        Ok(change)
    }

    /// The root of this thumbprint, if lists of it are accepted.
    fn root_of(&self, kid: &str, naming: &[String], now: UnixTime) -> Option<RootPath> {
        let floors = &self.floors.roots;
        let mut starts: Vec<RootPath> = self.root.iter().map(|root| (**root).clone()).collect();
        if let (Some(root), Some((list, text))) = (&self.root, &self.trust) {
            starts.extend(root.next(list, text));
        }
        let pins = self.config.roots.iter();
        starts.extend(pins.map(|pin| RootPath::pinned(pin, &floors.dropped_roots)));
        let mut paths = roots::reachable(starts, naming, floors, now).into_iter();
        paths.find(|path| path.counts && path.kid == kid && !floors.dropped_roots.contains(kid))
    }

    fn keep_trust(
        &mut self,
        root: RootPath,
        list: VerifiedTrustList,
        text: &str,
        origin: Option<Origin>,
        unchanged: bool,
    ) -> Change {
        let mut change = Change { floors: true, ..self.change_of(unchanged, list.iat()) };
        let held = self.root.as_ref().map_or(&[][..], |root| &root.evidence);
        if self.root.is_none() || held != root.evidence {
            let evidence = |texts: &[Arc<str>]| {
                let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
                // Plain texts in a list: serialising it can't fail.
                serde_json::to_vec(&texts).unwrap_or_default()
            };
            if root.evidence.starts_with(held) {
                change.write(ROOTS_FILE, evidence(&root.evidence));
            } else {
                // Another way: until the list is written, the one held has to find its own.
                change.write(ROOTS_FILE, evidence(&[held, &root.evidence].concat()));
                let bytes = evidence(&root.evidence);
                change.afterwards.push(Step::Write { name: ROOTS_FILE.into(), bytes });
            }
        }
        change.write(TRUST_FILE, DocumentFile::bytes_of(text, origin.as_ref()));
        let floors = Arc::make_mut(&mut self.floors.roots);
        floors.trust = Some(list.floor());
        floors.root = Some(root.kid.clone());
        floors.pin = Some(root.pin().to_owned());
        floors.dropped_roots.extend(root.drops(&self.config.roots));
        self.root = Some(Arc::new(root));
        self.trust = Some((Arc::new(list), Arc::from(text)));
        self.note_origin(ListName::TrustList, origin);
        self.generation += u64::from(!unchanged);
        self.drop_what_counts_no_more(&mut change);
        change
    }

    /// A change that begins with a document of this date.
    fn change_of(&mut self, unchanged: bool, iat: UnixTime) -> Change {
        let acceptance = if unchanged { Acceptance::Unchanged } else { Acceptance::Updated };
        let before = self.floors.editions.newest_iat;
        self.note_iat(iat);
        let editions = self.floors.editions.newest_iat != before;
        Change { acceptance, editions, ..Change::default() }
    }

    /// Whether nothing would change about where the document came from; a document without an origin
    /// (from a bundle) does not take away the one known.
    fn has_origin(&self, document: ListName, origin: Option<&Origin>) -> bool {
        origin.is_none_or(|origin| self.origins.get(&document) == Some(origin))
    }
}

pub(in crate::trust) const fn admission(known: bool) -> Admission {
    if known { Admission::Held } else { Admission::New }
}

/// What is no signed document at all was forged by nobody, and is called what it is.
fn refuse_what_is_none(text: &str) -> Result<(), Refusal> {
    InPlace::of_jws(text.as_bytes()).map_or(Ok(()), |what| Err(Refusal::InPlace(what)))
}
