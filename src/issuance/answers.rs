//! Answers an issuer gives for a holder: computed from the birth date, which itself never leaves.
//!
//! Days begin at 00:00 of China Standard Time (+08:00, no summer time). Who was born on 29 February
//! has their birthday on 1 March in a year without that day.

use crate::base::time::UnixTime;
use crate::model::attributes::{Answer, Answers};
use crate::model::identifiers::BirthDate;

/// Seconds by which China Standard Time is ahead of UTC.
const AHEAD_OF_UTC: i64 = 8 * 3600;
const DAY: i64 = 86_400;

/// Ages at which an answer changes.
const AGES: [u16; 3] = [ADULT, SENIOR, OLDER_SENIOR];
const ADULT: u16 = 18;
const SENIOR: u16 = 60;
const OLDER_SENIOR: u16 = 65;

/// What an issuer knows of a holder that answers rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Grounds {
    /// Date of birth; none: no answer about age is yes.
    pub birth_date: Option<BirthDate>,
    /// Resident of the issuing region.
    pub resident: bool,
    /// Holds a disability certificate.
    pub disability: bool,
}

impl Grounds {
    /// What answers rest on: the date of birth, whether the holder is a resident of the issuing region,
    /// and whether they hold a disability certificate.
    #[must_use]
    pub const fn new(birth_date: Option<BirthDate>, resident: bool, disability: bool) -> Self {
        Self { birth_date, resident, disability }
    }

    /// The answers at an instant.
    #[must_use]
    pub fn answers(&self, at: UnixTime) -> Answers {
        let reached = |age| self.birth_date.map(|born| has_reached(born, age, at));
        [
            (Answer::Senior60, reached(SENIOR) == Some(true)),
            (Answer::Senior65, reached(OLDER_SENIOR) == Some(true)),
            (Answer::Minor, reached(ADULT) == Some(false)),
            (Answer::Resident, self.resident),
            (Answer::Disability, self.disability),
        ]
        .into_iter()
        .filter_map(|(answer, yes)| yes.then_some(answer))
        .collect()
    }

    /// The first instant after `at` from which an answer is another one; none when age changes
    /// nothing any more.
    #[must_use]
    pub fn next_change(&self, at: UnixTime) -> Option<UnixTime> {
        let born = self.birth_date?;
        let changes = AGES.map(|age| birthday(born, age));
        let next = changes.into_iter().filter(|t| *t > seconds(at)).min()?;
        u64::try_from(next).ok().map(UnixTime::from_secs)
    }
}

/// Whether someone has reached an age at an instant; 0 years: whether they are born.
pub(super) fn has_reached(born: BirthDate, age: u16, at: UnixTime) -> bool {
    birthday(born, age) <= seconds(at)
}

/// At most the year 9999, far inside an `i64`.
fn seconds(at: UnixTime) -> i64 {
    at.as_secs().cast_signed()
}

/// The instant at which someone reaches an age, in seconds since 1970 (negative before).
fn birthday(born: BirthDate, age: u16) -> i64 {
    let (year, month, day) = born.parts();
    let year = i64::from(year) + i64::from(age);
    // The day after 28 February is 29 February or 1 March, which is what the rule above says.
    let days = if (month, day) == (2, 29) {
        days_since_1970(year, 2, 28) + 1
    } else {
        days_since_1970(year, i64::from(month), i64::from(day))
    };
    days * DAY - AHEAD_OF_UTC
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level
/// date algorithms", `days_from_civil`): the year is taken to begin in March, so that the leap day
/// is its last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(year: u16, month: u16, day: u16) -> Grounds {
        let birth_date = BirthDate::new(year, month, day);
        assert!(birth_date.is_some());
        Grounds { birth_date, resident: false, disability: false }
    }

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(seconds)
    }

    /// 2026-01-01T00:00:00+08:00.
    const NEW_YEAR_2026: u64 = 1_767_196_800;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2000, 3, 1), 11_017);
        assert_eq!(days_since_1970(1969, 12, 31), -1);
        assert_eq!(days_since_1970(2026, 1, 1) * DAY - AHEAD_OF_UTC, NEW_YEAR_2026 as i64);
    }

    #[test]
    fn an_answer_changes_at_midnight_of_the_birthday_in_china() {
        let sixty = born(1966, 1, 1);
        let given = |t| sixty.answers(at(t)).given().collect::<Vec<_>>();
        assert_eq!(given(NEW_YEAR_2026 - 1), []);
        assert_eq!(given(NEW_YEAR_2026), [Answer::Senior60]);
        assert_eq!(sixty.next_change(at(NEW_YEAR_2026 - 1)), Some(at(NEW_YEAR_2026)));
        let later = sixty.next_change(at(NEW_YEAR_2026)).expect("65 lies ahead");
        assert_eq!(
            sixty.answers(later).given().collect::<Vec<_>>(),
            [Answer::Senior60, Answer::Senior65]
        );
        assert_eq!(sixty.next_change(later), None);
    }

    #[test]
    fn a_minor_becomes_an_adult_and_a_leap_day_child_on_the_first_of_march() {
        let leap = born(2008, 2, 29);
        let eighteenth = leap.next_change(at(NEW_YEAR_2026)).expect("ahead");
        assert_eq!(eighteenth.as_secs(), NEW_YEAR_2026 + 59 * DAY as u64, "1 March 2026");
        assert!(leap.answers(eighteenth.minus(1)).has(Answer::Minor));
        assert!(!leap.answers(eighteenth).has(Answer::Minor));
    }

    #[test]
    fn without_a_birth_date_nothing_is_said_of_age() {
        let grounds = Grounds { birth_date: None, resident: true, disability: true };
        let given: Vec<_> = grounds.answers(at(NEW_YEAR_2026)).given().collect();
        assert_eq!(given, [Answer::Resident, Answer::Disability]);
        assert_eq!(grounds.next_change(at(NEW_YEAR_2026)), None);
    }
}
