//! The page's authority: the holders of the sandbox, offers for them, and what happens to their cards,
//! through the same operations as an operator's calls.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use essc::base::json;
use essc::base::time::UnixTime;
use essc::holder::QrCode;
use essc::model::identifiers::CardNumber;
use essc::model::life_cycle::{self, Event, State};
use essc::model::region::Region;
use essc::model::sandbox_persons::{SandboxPerson, sandbox_person};
use essc::ports::durable_file;
use essc::wire::trust_list::KeyUse;
use essc_reference_issuer::service::Service;
use essc_reference_issuer::service::registration::Loading;
use essc_reference_issuer::service::tokens::OfferProtection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fault::Fault;
use crate::failure::Failure;
use crate::sandbox::holders::{self, Sample};
use crate::sandbox::report;

/// Most people that are added and listed; older ones stay in the register.
const MOST_ADDED: usize = 200;

/// Most offers whose holder is remembered.
const MOST_OFFERS: usize = 256;

/// Most bytes of the file that names who was added.
const MAX_FILE: u64 = 64 * 1024;

const DAY: u64 = 86_400;

/// What can be done to a card, by its word, in the order in which the page shows it. The end of a
/// temporary loss is put in when it is recorded.
const ACTS: [(&str, Event); 8] = [
    ("temporary_loss", Event::TemporaryLoss { until: UnixTime::EPOCH }),
    ("loss", Event::Loss),
    ("reauthorise", Event::Reauthorize),
    ("release", Event::Release),
    ("lock", Event::Lock),
    ("unlock", Event::Unlock),
    ("enable", Event::Enable),
    ("cancel", Event::Cancel),
];

/// The authority.
pub struct Authority {
    service: Arc<Service>,
    file: PathBuf,
    /// Who was added to the sample holders, oldest first.
    added: Mutex<Vec<CardNumber>>,
    /// Whose the offers are that this process made.
    offered: Mutex<VecDeque<(String, CardNumber)>>,
}

/// `POST /sandbox/authority/holders`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddHolder {
    region: Region,
}

/// `POST /sandbox/authority/offers`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeOffer {
    card_number: String,
}

/// `POST /sandbox/authority/acts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    card_number: String,
    act: String,
}

impl Authority {
    /// The authority behind a service; `file` names who was added.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn open(service: Arc<Service>, file: PathBuf) -> Result<Self, Failure> {
        let bytes =
            durable_file::read(&file, MAX_FILE).map_err(|error| Failure::file(&file, &error))?;
        // Who is missing in a damaged file is only no longer listed.
        let texts: Vec<String> =
            bytes.and_then(|bytes| json::parse(&bytes, bytes.len()).ok()).unwrap_or_default();
        let added = texts.iter().filter_map(|text| CardNumber::parse(text).ok()).collect();
        Ok(Self { service, file, added: Mutex::new(added), offered: Mutex::default() })
    }

    /// Notes whose an offer is.
    pub fn note_offer(&self, uri: &str, number: CardNumber) {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        if offered.len() == MOST_OFFERS {
            offered.pop_front();
        }
        offered.push_back((uri.to_owned(), number));
    }

    /// Whose an offer is, if this process made it.
    pub fn offered_to(&self, uri: &str) -> Option<CardNumber> {
        let offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        offered.iter().find(|(known, _)| known == uri.trim()).map(|(_, number)| *number)
    }

    /// What the page shows.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn state(&self) -> Result<Value, Fault> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let samples = holders::samples().map(|(sample, person)| (Some(sample), person));
        let others = added.iter().rev().filter_map(|number| Some((None, person_of(*number)?)));
        let mut listed = Vec::new();
        for (sample, person) in samples.chain(others) {
            let card = self.service.store.card(person.card_number);
            if let Some(standing) = card.await.map_err(Fault::server)? {
                let state = standing.life.state();
                listed.push(holder(sample, &person, standing.region, state));
            }
        }
        let issuing = self.service.config.regions.iter().filter(|one| one.signs(KeyUse::Card));
        let regions: Vec<Region> = issuing.map(|one| one.region).collect();
        Ok(json!({ "holders": listed, "regions": regions }))
    }

    /// Enters a made-up person with an enabled card.
    ///
    /// # Errors
    /// A region without cards; a store that fails.
    pub async fn add(&self, call: AddHolder) -> Result<Value, Fault> {
        let added = self.service.add_generated_holder(call.region, &Loading::default()).await;
        let (_, number, standing) = added?;
        let kept = {
            let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
            added.push(number);
            let superfluous = added.len().saturating_sub(MOST_ADDED);
            added.drain(..superfluous);
            let texts: Vec<&str> = added.iter().map(CardNumber::as_str).collect();
            serde_json::to_vec(&texts).map_err(Fault::server)?
        };
        durable_file::replace(&self.file, &kept).map_err(Fault::server)?;
        Ok(json!({ "card_number": number.as_str(), "state": standing.life.state() }))
    }

    /// Makes an offer with a transaction code.
    ///
    /// # Errors
    /// No such card; one whose state allows no offer.
    pub async fn offer(&self, call: MakeOffer) -> Result<Value, Fault> {
        let number = number(&call.card_number)?;
        let offer = self.service.offer(number, OfferProtection::TxCode);
        let offer = offer.await.map_err(Fault::server)??;
        self.note_offer(&offer.uri, number);
        let symbol: QrCode = report::symbol(&offer.uri).map_err(|_| Fault::server("symbol"))?;
        Ok(json!({
            "card_number": number.as_str(),
            "offer": offer.uri,
            "tx_code": offer.tx_code.as_ref().map(|digits| digits.as_str()),
            "expires": offer.expires,
            "life_s": offer.expires.since(self.service.now()),
            "qr": symbol.to_svg(4),
        }))
    }

    /// Records what happens to a card and publishes it.
    ///
    /// # Errors
    /// No such card or act; a card whose state does not allow it.
    pub async fn act(&self, call: Act) -> Result<Value, Fault> {
        let event = ACTS.iter().find(|(word, _)| *word == call.act).map(|(_, event)| *event);
        let event = event.ok_or_else(Fault::form)?;
        self.record(number(&call.card_number)?, event).await
    }

    async fn record(&self, number: CardNumber, event: Event) -> Result<Value, Fault> {
        let event = match event {
            Event::TemporaryLoss { .. } => {
                Event::TemporaryLoss { until: self.end_of(number).await? }
            }
            other => other,
        };
        let recorded = self.service.record_event(number, event, None).await?;
        Ok(json!({
            "card_number": number.as_str(),
            "state": recorded.standing.life.state(),
            "temporary_loss_ends": recorded.standing.life.temporary_loss_ends(),
            "published": recorded.published,
        }))
    }

    /// When a temporary loss of this card that begins now ends by itself.
    async fn end_of(&self, number: CardNumber) -> Result<UnixTime, Fault> {
        let card = self.service.store.card(number).await.map_err(Fault::server)?;
        let region = card.ok_or_else(Fault::unknown_holder)?.region;
        let days = self.service.config.region(region).map(|one| one.life_cycle.temporary_loss_days);
        Ok(self.service.now().plus(DAY * u64::from(days.unwrap_or_default())))
    }
}

fn number(text: &str) -> Result<CardNumber, Fault> {
    CardNumber::parse(text).map_err(|_| Fault::unknown_holder())
}

/// The generated person whose card has this number.
fn person_of(number: CardNumber) -> Option<SandboxPerson> {
    let person = sandbox_person(number.as_str().strip_prefix("SBX")?.parse().ok()?)?;
    (person.card_number == number).then_some(person)
}

fn holder(
    sample: Option<&'static Sample>,
    person: &SandboxPerson,
    region: Region,
    state: State,
) -> Value {
    let (year, month, day) = person.birth_date.parts();
    let can = |event: &Event| life_cycle::next(Some(state), *event).is_ok();
    let acts: Vec<&str> =
        ACTS.iter().filter(|(_, event)| can(event)).map(|(word, _)| *word).collect();
    json!({
        "card_number": person.card_number.as_str(),
        "role": sample.map(|sample| sample.role),
        "about": sample.map(Sample::about_in_both),
        "region": region,
        "kind": person.kind,
        "name": person.name,
        "number": person.number.as_str(),
        "birth_date": format!("{year:04}-{month:02}-{day:02}"),
        "state": state,
        "acts": acts,
        "offers": state == State::Active,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_holder_is_found_again_by_the_number_of_the_card() {
        for n in [0, 7, 123_456] {
            let person = sandbox_person(n).expect("a person");
            assert_eq!(person_of(person.card_number), Some(person));
        }
        for number in ["SBX999999", "ABC000001", "SBX00001A"] {
            assert_eq!(person_of(CardNumber::parse(number).expect("a number")), None, "{number}");
        }
    }
}
