//! People who don't exist, for demonstrations and tests.
//!
//! Nobody has these numbers. Those of the citizen's form have a valid check character, so that every
//! rule runs on them, but the sequence 000, which is never assigned, behind a prefix that names a whole
//! city (a citizen's names a district) or nothing at all (a residence permit's is 810000, 820000 or
//! 830000). The others begin with SBX, the code of no country. The names are "test" and a counting
//! word.

use crate::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber};
use crate::model::region::Region;

const YEARS: u32 = 80;
const MONTHS: u32 = 12;
const DAYS: u32 = 28;
const FIRST_YEAR: u32 = 1940;

/// Spreads neighbouring numbers over the years; coprime to [`YEARS`], so that none comes twice.
const STEP: u32 = 37;

/// The ten heavenly stems, which Chinese counts with.
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// A made-up holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxPerson {
    /// Name, visibly a test's.
    pub name: String,
    /// Which document the number comes from.
    pub kind: IdDocumentKind,
    /// Number with a valid check character, of nobody.
    pub number: IdNumber,
    /// Day of birth, from 1940 to 2019.
    pub birth_date: BirthDate,
    /// Number of the physical card.
    pub card_number: CardNumber,
}

/// The made-up person number `n`, always the same; none from 564,480 on, where the numbers run out.
///
/// Of ten in a row, seven are mainland citizens; then come a residence permit, a foreign permanent
/// residence card and a passport. Number 0 was born in 1940, 1 in 1977, 2 in 2014: an elder, an
/// adult, a child for years to come.
#[must_use]
pub fn sandbox_person(n: u32) -> Option<SandboxPerson> {
    let (year, rest) = (FIRST_YEAR + n % YEARS * STEP % YEARS, n / YEARS);
    let (month, rest) = (1 + rest % MONTHS, rest / MONTHS);
    let (day, city) = (1 + rest % DAYS, rest / DAYS);
    let is_city = |r: &Region| !r.is_province();
    let city = Region::all_known().filter(is_city).nth(city as usize)?;

    let kind = match n % 10 {
        7 => IdDocumentKind::ResidencePermit,
        8 => IdDocumentKind::ForeignPermanentResident,
        9 => IdDocumentKind::Passport,
        _ => IdDocumentKind::Mainland,
    };
    let of_citizen_form = |prefix: u32| {
        let date = u64::from(year * 10_000 + month * 100 + day);
        IdNumber::from_seventeen_digits(u64::from(prefix) * 100_000_000_000 + date * 1000)
    };
    let number = match kind {
        IdDocumentKind::Mainland => of_citizen_form(city.code())?,
        IdDocumentKind::ResidencePermit => of_citizen_form(810_000 + city.code() % 10_000)?,
        IdDocumentKind::ForeignPermanentResident => IdNumber::parse(&format!("SBX{n:012}")).ok()?,
        IdDocumentKind::Passport => IdNumber::parse(&format!("SBX{n:06}")).ok()?,
    };
    let part = |value: u32| u16::try_from(value).ok();
    Some(SandboxPerson {
        name: format!("测试{}", STEMS[n as usize % STEMS.len()]),
        kind,
        number,
        birth_date: BirthDate::new(part(year)?, part(month)?, part(day)?)?,
        card_number: CardNumber::parse(&format!("SBX{n:06}")).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const COUNT: u32 = 564_480;

    fn person(n: u32) -> SandboxPerson {
        sandbox_person(n).expect("a person")
    }

    #[test]
    fn numbers_of_the_citizens_form_are_valid_hold_the_birth_date_and_are_nobodys() {
        for n in (0..COUNT).step_by(997) {
            let person = person(n);
            if matches!(person.kind, IdDocumentKind::Mainland | IdDocumentKind::ResidencePermit) {
                let text = person.number.as_str();
                let read = IdNumber::read(person.kind, text).expect("valid");
                assert_eq!(read.birth_date(), Some(person.birth_date));
                assert_eq!(&text[14..17], "000", "a sequence that is never assigned");
            } else {
                assert_eq!(person.number.check_kind(person.kind), Ok(()));
                assert!(person.number.as_str().starts_with("SBX"));
            }
        }
    }

    #[test]
    fn all_numbers_differ_until_they_run_out() {
        let sample = || (0..COUNT).step_by(7);
        let ids: HashSet<_> = sample().map(|n| person(n).number.as_str().to_owned()).collect();
        let cards: HashSet<_> = sample().map(|n| person(n).card_number).collect();
        assert_eq!((ids.len(), cards.len()), (sample().count(), sample().count()));
        assert_eq!(sandbox_person(COUNT), None);
        assert_eq!(sandbox_person(u32::MAX), None);
    }

    #[test]
    fn the_first_three_are_an_elder_an_adult_and_a_child() {
        let years = [0, 1, 2].map(|n| person(n).birth_date.parts().0);
        assert_eq!(years, [1940, 1977, 2014]);
        assert_eq!(person(7).kind, IdDocumentKind::ResidencePermit);
        assert_eq!(person(9).kind, IdDocumentKind::Passport);
    }
}
