//! Fetches what issuers publish: trust list, catalogues, the status lists of the wallet's own cards.

use std::sync::Arc;

use crate::holder::enrollments::{CardId, Enrollment, ReEnrollReason, StatusFact};
use crate::holder::error::WalletError;
use crate::holder::openid::{Fetched, IssuanceError};
use crate::holder::wallet::Wallet;
use crate::model::card::StatusIndex;
use crate::model::region::Region;
use crate::model::status::CardStatus;
use crate::ports::http::HttpError;
use crate::trust::status_list::StatusList;
use crate::trust::succession::{Admission, Succession};
use crate::trust::trust_list::VerifiedTrustList;
use crate::trust::{ListName, Origin, Refusal};
use crate::wire::address::Address;
use crate::wire::{catalogue, status_list, trust_list};

impl Wallet {
    /// The trust list, fetched again if it changed.
    pub(super) async fn sync_trust(&self) -> Result<Arc<VerifiedTrustList>, WalletError> {
        let url = Address::parse(&self.config.trust_list_url, self.config.sandbox)
            .map_err(|_| WalletError::TrustAddress)?;
        let url = url.as_str();
        // Documents are judged by the time, so the time comes first. Without an answer they are judged
        // by what was told before in this boot, else by the phone's clock.
        if !self.clock.was_told_lately()
            && let Err(error @ (HttpError::Unreachable | HttpError::Timeout)) =
                self.exchange.ask_time(&format!("{url}/time")).await
        {
            // The list is at the same server. Somebody is waiting, and would wait as long once more.
            return Err(IssuanceError::from(error).into());
        }
        if let Some((text, origin)) = self.fetch_document(ListName::TrustList, url).await? {
            self.take_trust(url, &text, origin).await.map_err(|error| self.or_the_clock(error))?;
        }
        // The server just said that this list is the newest one.
        self.trust().map_err(|error| self.or_the_clock(error))
    }

    /// The clock in the place of a refusal that it may be the cause of.
    fn or_the_clock(&self, error: WalletError) -> WalletError {
        let is_about_time = match &error {
            WalletError::Document(refusal) => refusal.is_about_time(),
            WalletError::TrustMissing => self.state().documents.trust().is_some(),
            _ => false,
        };
        if is_about_time && !self.clock.is_told() { WalletError::ClockWrong } else { error }
    }

    /// Takes a fetched trust list in. A wallet that slept through one or more roll-overs follows the
    /// names from the root it knows.
    async fn take_trust(
        &self,
        url: &str,
        text: &str,
        origin: Option<Origin>,
    ) -> Result<(), WalletError> {
        let accept = |naming: &[String]| {
            let (mut state, now) = (self.state(), self.clock.now());
            state.documents.accept_trust(text, naming, origin.clone(), now)?;
            state.save_documents()
        };
        let mut result = accept(&[]);
        let mut way = self.state().documents.roll_over();
        while result == Err(Refusal::UnknownRoot.into())
            && let Some(kid) = way.wanted()
        {
            let url = format!("{url}/{kid}");
            let fetched = self.exchange.fetch(&url, None, trust_list::MAX_BYTES).await;
            let Ok(Fetched::Text { text, .. }) = fetched else { break };
            way.found(text);
            result = accept(way.naming());
        }
        result
    }

    /// A document that is not the one held, with what to ask for it by the next time.
    async fn fetch_document(
        &self,
        document: ListName,
        url: &str,
    ) -> Result<Option<(String, Option<Origin>)>, WalletError> {
        let limit = match document {
            ListName::TrustList => trust_list::MAX_BYTES,
            ListName::Status(_) => status_list::MAX_BYTES,
            ListName::Catalogue(_) => catalogue::MAX_BYTES,
        };
        let etag = self.state().documents.etag(document, url).map(str::to_owned);
        Ok(match self.exchange.fetch(url, etag.as_deref(), limit).await? {
            Fetched::Unchanged => None,
            Fetched::Text { text, etag } => {
                let origin = etag.and_then(|etag| Origin::of(url, &etag));
                Some((text, origin))
            }
        })
    }

    /// The trust list held, unless it is past its end.
    pub(super) fn trust(&self) -> Result<Arc<VerifiedTrustList>, WalletError> {
        let (state, now) = (self.state(), self.clock.now());
        let current = state.documents.trust().filter(|trust| now < trust.list().exp);
        current.cloned().ok_or(WalletError::TrustMissing)
    }

    /// The catalogues of the provinces whose cards are here and of those whose venues asked lately,
    /// with all their cities': which city a holder will visit is nobody's to know. The first fault is
    /// told after all were tried.
    pub(super) async fn sync_catalogues(
        &self,
        trust: &VerifiedTrustList,
    ) -> Result<(), WalletError> {
        let provinces = self.provinces_shown_in();
        let mut outcome = Ok(());
        for province in provinces {
            for (region, url) in published(trust, province) {
                outcome = outcome.and(self.sync_catalogue(region, url).await);
            }
        }
        outcome
    }

    /// The catalogues that a card of `region` is shown by, its own city's before the others'. Gives up
    /// at the first server that the network does not reach, or in whose place it answers with a login
    /// page: somebody is waiting, and the others would fail the same way. The next refresh tries all.
    pub(super) async fn sync_scenes_of(
        &self,
        region: Region,
        trust: &VerifiedTrustList,
    ) -> Result<(), WalletError> {
        let mut urls = published(trust, region.province());
        urls.sort_by_key(|(of, _)| (!of.is_province(), *of != region));
        let mut outcome = Ok(());
        for (of, url) in urls {
            outcome = outcome.and(self.sync_catalogue(of, url).await);
            if let Err(WalletError::Issuance(error)) = &outcome
                && error.is_of_the_network()
            {
                break;
            }
        }
        outcome
    }

    async fn sync_catalogue(&self, region: Region, url: &str) -> Result<(), WalletError> {
        let document = ListName::Catalogue(region);
        if let Some((text, origin)) = self.fetch_document(document, url).await? {
            let (mut state, now) = (self.state(), self.clock.now());
            let accepted = state.documents.accept_catalogue(&text, region, origin, now);
            let saved = accepted.map_err(WalletError::from).and_then(|()| state.save_documents());
            drop(state);
            saved.map_err(|error| self.or_the_clock(error))?;
        }
        Ok(())
    }

    /// What the status lists say of a card's own indexes. Returns whether it was revoked: its keys
    /// are deleted then, and only then.
    pub(super) async fn sync_status(
        &self,
        card: &CardId,
        trust: &VerifiedTrustList,
    ) -> Result<bool, WalletError> {
        let enrollment = self.living(card)?;
        let Some(issuer) = trust.issuer(enrollment.region) else { return Ok(false) };
        let mut facts = enrollment.facts.clone();
        for index in enrollment.indexes() {
            let url = issuer.status_url(index.list);
            self.sync_fact(&enrollment, index, &url, trust, &mut facts).await?;
        }
        let revoked = facts
            .iter()
            .any(|fact| fact.status == CardStatus::Revoked && fact.as_of >= enrollment.enrolled_at);
        if facts != enrollment.facts {
            self.state().change(|enrollments| {
                if let Some(held) = enrollments.enrollment_mut(card) {
                    held.facts = facts;
                    held.dead = held.dead.or(revoked.then_some(ReEnrollReason::Revoked));
                }
                // Its keys go now, or when the wallet is opened the next time.
                enrollments.pending.extend(revoked.then(|| card.clone()));
            })?;
            self.drop_pending()?;
        }
        Ok(revoked)
    }

    async fn sync_fact(
        &self,
        enrollment: &Enrollment,
        index: StatusIndex,
        url: &str,
        trust: &VerifiedTrustList,
        facts: &mut Vec<StatusFact>,
    ) -> Result<(), WalletError> {
        let held = facts.iter().position(|f| f.list == index.list && f.index == index.index);
        let known = held.and_then(|at| facts[at].etag.clone());
        let fetched = self.exchange.fetch(url, known.as_deref(), status_list::MAX_BYTES).await?;
        let Fetched::Text { text, etag } = fetched else { return Ok(()) };
        let wanted = status_list::StatusListUri { region: enrollment.region, number: index.list };
        let now = self.clock.now();
        let list = StatusList::verify(&text, wanted, trust, now, Admission::New)
            .map_err(|error| self.or_the_clock(Refusal::from(error).into()))?;
        let fact = StatusFact {
            list: index.list,
            index: index.index,
            status: list.status(index.index),
            kid: list.kid(),
            as_of: list.iat(),
            edition: list.edition(),
            etag,
        };
        match held {
            None => facts.push(fact),
            Some(at) => {
                let step = fact.edition.follow(facts[at].edition, None);
                if step.map_err(Refusal::from)? == Succession::Newer {
                    facts[at] = fact;
                }
            }
        }
        Ok(())
    }
}

/// Where a province and its cities publish their catalogues: the base before what stands on it.
fn published(trust: &VerifiedTrustList, province: Region) -> Vec<(Region, &str)> {
    let issuers = trust.list().issuers.iter();
    let mut published: Vec<(Region, &str)> = issuers
        .filter(|issuer| issuer.region.province() == province)
        .filter_map(|issuer| Some((issuer.region, issuer.catalogue.as_deref()?)))
        .collect();
    published.sort_by_key(|(region, _)| (!region.is_province(), *region));
    published
}
