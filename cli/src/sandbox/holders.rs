//! The sample holders: who they are, entered once, offered at every start.
//!
//! All are people of [`sandbox_person`], whose numbers are nobody's.

use std::fmt::Display;

use essc::base::time::UnixTime;
use essc::model::functions::CardFunction;
use essc::model::life_cycle::State;
use essc::model::localized::{Language, Localized};
use essc::model::region::Region;
use essc::model::sandbox_persons::{SandboxPerson, sandbox_person};
use essc_reference_issuer::service::Service;
use essc_reference_issuer::service::registration::{ALL_FUNCTIONS, ENABLED, Loading};
use essc_reference_issuer::service::tokens::{Offer, OfferProtection};
use essc_reference_issuer::store::grants::NotIssuable;
use essc_reference_issuer::store::register::Holder;

use crate::failure::Failure;

/// A sample: a made-up person with a card, and what they are there to show.
pub struct Sample {
    /// Stable name for scripts.
    pub role: &'static str,
    /// Number of the person, and so of the card.
    person: u32,
    /// Issuing city.
    pub region: Region,
    /// Issue level.
    pub level: u8,
    /// Whether a relative carries the card.
    pub delegated: bool,
    /// What is loaded.
    functions: &'static [CardFunction],
    resident: bool,
    disability: bool,
    zh: &'static str,
    en: &'static str,
}

/// A resident's own card of level 2 with everything loaded.
const fn sample(
    role: &'static str,
    person: u32,
    region: Region,
    zh: &'static str,
    en: &'static str,
) -> Sample {
    Sample {
        role,
        person,
        region,
        level: 2,
        delegated: false,
        functions: ALL_FUNCTIONS,
        resident: true,
        disability: false,
        zh,
        en,
    }
}

/// One for each thing that a card can be refused or favoured for, in both cities, of every kind of
/// document.
const SAMPLES: [Sample; 8] = [
    sample(
        "adult",
        1,
        Region::GUANGZHOU,
        "成年人，功能齐全：从这里开始",
        "adult with everything loaded: start here",
    ),
    sample(
        "elder",
        0,
        Region::GUANGZHOU,
        "长者：优惠乘车（0402）、长者饭堂（0801）",
        "elder: concession fare (0402), meal hall (0801)",
    ),
    Sample {
        delegated: true,
        ..sample(
            "child",
            2,
            Region::SHENZHEN,
            "儿童，亲情卡：须本人持卡处（0202）拒绝",
            "child whose card a relative carries: refused where only one's own counts (0202)",
        )
    },
    Sample {
        level: 1,
        functions: &[CardFunction::Identity, CardFunction::Query],
        ..sample(
            "limited",
            3,
            Region::GUANGZHOU,
            "一级卡，只有身份与查询：乘车（0401）拒绝",
            "level 1, identity and queries only: refused on the bus (0401)",
        )
    },
    Sample {
        disability: true,
        ..sample(
            "to_lose",
            6,
            Region::SHENZHEN,
            "残疾人优待（0802）；这张卡供挂失、解挂",
            "disability (0802); the card to report lost and to release",
        )
    },
    sample(
        "residence_permit",
        7,
        Region::SHENZHEN,
        "持港澳台居民居住证",
        "residence permit for Hong Kong, Macau and Taiwan residents",
    ),
    sample(
        "permanent_resident",
        8,
        Region::GUANGZHOU,
        "持外国人永久居留身份证",
        "foreign permanent residence card",
    ),
    Sample {
        resident: false,
        ..sample(
            "passport",
            9,
            Region::SHENZHEN,
            "持护照，非本市居民：公园同城优惠（0601）拒绝",
            "passport, no resident: refused at the residents' price (0601)",
        )
    },
];

impl Sample {
    /// What it is there to show.
    pub const fn about(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }

    /// The same in both languages.
    pub fn about_in_both(&self) -> Localized {
        Localized::new(self.zh, self.en)
    }

    fn person(&self) -> Result<SandboxPerson, Failure> {
        sandbox_person(self.person).ok_or_else(|| Failure::unexpected("no such sandbox person"))
    }

    fn holder(&self, person: &SandboxPerson) -> Holder {
        Holder {
            kind: person.kind,
            number: person.number.clone(),
            name: person.name.clone(),
            birth_date: Some(person.birth_date),
            resident: self.resident,
            disability: self.disability,
        }
    }

    fn loading(&self) -> Loading {
        let functions = self.functions.to_vec();
        Loading { level: self.level, delegated: self.delegated, functions }
    }
}

/// A sample holder in the register.
pub struct SampleHolder {
    /// Which one.
    pub sample: &'static Sample,
    /// The person.
    pub person: SandboxPerson,
    /// State of the card.
    pub state: State,
    /// A fresh offer; none for a card whose state allows none.
    pub offer: Option<Offer>,
}

impl SampleHolder {
    /// The offer, its transaction code and its end.
    pub fn offered(&self) -> Option<(&str, &str, UnixTime)> {
        let offer = self.offer.as_ref()?;
        Some((&offer.uri, offer.tx_code.as_ref()?.as_str(), offer.expires))
    }
}

/// The samples and the people they are.
pub fn samples() -> impl Iterator<Item = (&'static Sample, SandboxPerson)> {
    SAMPLES.iter().filter_map(|sample| Some((sample, sample.person().ok()?)))
}

fn not_entered(error: impl Display) -> Failure {
    Failure::set_up("示例持卡人无法录入", error)
}

/// The sample holders, entered unless they are there, each with a fresh offer.
///
/// # Errors
/// A store that fails.
pub async fn with_offers(service: &Service) -> Result<Vec<SampleHolder>, Failure> {
    let mut holders = Vec::with_capacity(SAMPLES.len());
    for sample in &SAMPLES {
        let person = sample.person()?;
        let number = person.card_number;
        let standing = match service.store.card(number).await.map_err(not_entered)? {
            Some(standing) => standing,
            None => {
                let (holder, loading) = (sample.holder(&person), sample.loading());
                let steps = ENABLED.to_vec();
                let added =
                    service.add_holder(sample.region, holder, Some(number), &loading, steps);
                added.await.map_err(not_entered)?.1
            }
        };
        let offer = service.offer(number, OfferProtection::TxCode);
        let offer = match offer.await.map_err(not_entered)? {
            Ok(offer) => Some(offer),
            Err(NotIssuable::State(_)) => None,
            Err(refused) => return Err(not_entered(refused)),
        };
        holders.push(SampleHolder { sample, person, state: standing.life.state(), offer });
    }
    Ok(holders)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use essc::model::identifiers::IdDocumentKind;

    use super::*;

    #[test]
    fn samples_differ_in_role_and_person_and_are_of_every_kind_and_two_cities() {
        let of = |what: fn(&Sample) -> u32| SAMPLES.iter().map(what).collect::<HashSet<_>>();
        assert_eq!(SAMPLES.iter().map(|s| s.role).collect::<HashSet<_>>().len(), SAMPLES.len());
        assert_eq!(of(|s| s.person).len(), SAMPLES.len());
        assert_eq!(of(|s| s.region.code()).len(), 2);
        let kinds: HashSet<IdDocumentKind> =
            SAMPLES.iter().map(|s| s.person().expect("a person").kind).collect();
        assert_eq!(kinds.len(), 4);
    }
}
