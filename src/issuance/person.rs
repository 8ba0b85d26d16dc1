//! Whom a card speaks of, and what a register checks before it takes somebody in (protocol §2.2).

use crate::base::text;
use crate::base::time::UnixTime;
use crate::issuance::answers::{self, Grounds};
use crate::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber, IdentifierError};
use crate::model::person_name::{self, NameError};

/// Most characters of a holder's name in a register. Longer than an identity card takes, so that the
/// other three cards can be issued.
pub const MAX_NAME_CHARS: usize = 100;

/// Nobody is older: the oldest age that was ever proved is 122 years.
const MAX_YEARS: u16 = 130;

/// Whom a card speaks of.
#[derive(Clone, Copy)]
pub struct Person<'p> {
    /// Which document the number is of.
    pub kind: IdDocumentKind,
    /// The number.
    pub number: &'p IdNumber,
    /// The name.
    pub name: &'p str,
    /// The card number.
    pub card_number: CardNumber,
    /// What answers rest on.
    pub grounds: Grounds,
}

/// What of a person can't be right, so that no card may say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefused {
    /// The number is none of its kind of document.
    #[error(transparent)]
    Number(#[from] IdentifierError),
    /// The date of birth is not the one that the number holds.
    #[error("the date of birth is not the one in the number")]
    OtherBirthDate,
    /// The date of birth lies ahead, or more than 130 years back.
    #[error("the date of birth lies ahead, or more than 130 years back")]
    BirthDate,
}

impl Person<'_> {
    /// Checks number and date of birth as of `at`, before a card is signed.
    ///
    /// # Errors
    /// [`PersonRefused`].
    pub fn check(&self, at: UnixTime) -> Result<(), PersonRefused> {
        check(self.kind, self.number, self.grounds.birth_date, at).map(|_| ())
    }
}

/// Checks a name as a signer does: a name of at most [`MAX_NAME_CHARS`] (protocol §2.2) in characters
/// that signers use (§0). Of the whole name, also where a card shows its first character only: what
/// stands behind decides how many stars there are.
///
/// # Errors
/// [`NameError`].
pub fn check_name(name: &str) -> Result<(), NameError> {
    person_name::check(name, MAX_NAME_CHARS)?;
    Ok(text::check_signable(name)?)
}

/// The date of birth of a person with this number, who states `birth_date` or nothing: the number's
/// where it holds one, otherwise the stated one.
///
/// # Errors
/// [`PersonRefused`]: a number of another kind of document, two dates that differ, a date on which
/// nobody who lives at `at` was born.
pub fn check(
    kind: IdDocumentKind,
    number: &IdNumber,
    birth_date: Option<BirthDate>,
    at: UnixTime,
) -> Result<Option<BirthDate>, PersonRefused> {
    number.check_kind(kind)?;
    // What has the citizen's form holds a date of birth; in other numbers the same digits mean nothing.
    let of_number = number.birth_date();
    if let (Some(stated), Some(held)) = (birth_date, of_number)
        && stated != held
    {
        return Err(PersonRefused::OtherBirthDate);
    }
    let born = birth_date.or(of_number);
    let lives =
        |born| answers::has_reached(born, 0, at) && !answers::has_reached(born, MAX_YEARS, at);
    if !born.is_none_or(lives) {
        return Err(PersonRefused::BirthDate);
    }
    Ok(born)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28T00:00:00+08:00.
    const NOW: UnixTime = UnixTime::from_secs(1_795_795_200);

    fn born(year: u16, month: u16, day: u16) -> Option<BirthDate> {
        let date = BirthDate::new(year, month, day);
        assert!(date.is_some());
        date
    }

    /// The sequence 000 is nobody's.
    fn citizen(date: u64) -> IdNumber {
        IdNumber::from_seventeen_digits(44_010_000_000_000_000 + date * 1000).expect("a number")
    }

    #[test]
    fn a_stated_date_of_birth_is_the_numbers_or_the_person_is_refused() {
        let of = |stated| check(IdDocumentKind::Mainland, &citizen(19_900_101), stated, NOW);
        assert_eq!(of(None), Ok(born(1990, 1, 1)));
        assert_eq!(of(born(1990, 1, 1)), Ok(born(1990, 1, 1)));
        assert_eq!(of(born(1991, 1, 1)), Err(PersonRefused::OtherBirthDate));
    }

    #[test]
    fn nobody_is_born_tomorrow_or_130_years_ago() {
        let of = |date| check(IdDocumentKind::Mainland, &citizen(date), None, NOW).map(|_| ());
        assert_eq!(of(20_261_128), Ok(()), "born today");
        assert_eq!(of(20_261_129), Err(PersonRefused::BirthDate));
        assert_eq!(of(20_990_101), Err(PersonRefused::BirthDate));
        assert_eq!(of(18_961_129), Ok(()));
        assert_eq!(of(18_961_128), Err(PersonRefused::BirthDate));
        assert_eq!(of(18_000_101), Err(PersonRefused::BirthDate));
        // The same where the date is stated and not in the number.
        let passport = IdNumber::parse("E12345678").expect("a number");
        let stated = |date| check(IdDocumentKind::Passport, &passport, date, NOW);
        assert_eq!(stated(born(2099, 1, 1)), Err(PersonRefused::BirthDate));
        assert_eq!(stated(born(1850, 1, 1)), Err(PersonRefused::BirthDate));
        assert_eq!(stated(born(1990, 1, 1)), Ok(born(1990, 1, 1)));
        assert_eq!(stated(None), Ok(None));
    }
}
