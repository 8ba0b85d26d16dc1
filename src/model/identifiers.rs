//! Numbers of people and cards: social security number, other document numbers, card number.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Which document the holder's number comes from (art. 5(1)); the number is the low nibble on the
/// wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// 0: mainland citizen number.
    Mainland = 0,
    /// 1: residence permit for Hong Kong, Macau and Taiwan residents.
    ResidencePermit = 1,
    /// 2: foreign permanent residence card.
    ForeignPermanentResident = 2,
    /// 3: passport.
    Passport = 3,
}

impl HolderKind {
    /// The kind of a wire number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Mainland, Self::ResidencePermit, Self::ForeignPermanentResident, Self::Passport]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

/// Why a number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Wrong length or a character outside `0-9A-Z`.
    #[error("the number has a wrong length or a character outside 0-9 and A-Z")]
    Form,
    /// The check character of GB 11643 does not fit.
    #[error("the check character does not fit the number")]
    CheckCharacter,
    /// The digits where the birth date stands are no date.
    #[error("the number holds no possible birth date")]
    BirthDate,
}

/// Weights of ISO 7064 MOD 11-2 as GB 11643 lists them.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

/// The check character of 17 digits (GB 11643, ISO 7064 MOD 11-2), or none when one is no digit.
fn check_character(digits: &[u8]) -> Option<u8> {
    let sum = digits.iter().zip(WEIGHTS).try_fold(0, |sum, (digit, weight)| {
        digit.is_ascii_digit().then(|| sum + u32::from(digit - b'0') * weight)
    })?;
    Some(CHECK_CHARACTERS[(sum % 11) as usize])
}

/// The number of the holder's document, 5 to 18 characters of `0-9A-Z`. Wiped when dropped; `Debug`
/// shows no digit.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct IdNumber(String);

impl IdNumber {
    /// Reads a number as it stands on the wire.
    ///
    /// # Errors
    /// [`IdentifierError::Form`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let ok = (5..=18).contains(&text.len())
            && text.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        if ok { Ok(Self(text.to_owned())) } else { Err(IdentifierError::Form) }
    }

    /// Reads a social security number (社会保障号码) as a person may type it: 18 characters, a small
    /// x taken as X, check character and birth date looked at. The region prefix is historic and
    /// not checked.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn parse_social_security(text: &str) -> Result<Self, IdentifierError> {
        let text = text.replace('x', "X");
        let number = Self::parse(&text)?;
        let (digits, check) = text.as_bytes().split_at(text.len() - 1);
        let expected = check_character(digits).filter(|_| digits.len() == 17);
        match expected {
            None => return Err(IdentifierError::Form),
            Some(expected) if check != [expected] => return Err(IdentifierError::CheckCharacter),
            Some(_) => {}
        }
        number.birth_date().ok_or(IdentifierError::BirthDate)?;
        Ok(number)
    }

    /// The number whose 17 digits these are, its check character computed; none when `digits` needs
    /// more than 17 digits.
    #[must_use]
    pub fn from_seventeen_digits(digits: u64) -> Option<Self> {
        let mut text = format!("{digits:017}");
        let check = check_character(text.as_bytes()).filter(|_| text.len() == 17)?;
        text.push(char::from(check));
        Some(Self(text))
    }

    /// The 17 digits, when this is a number of GB 11643 (17 digits and the right check character).
    #[must_use]
    pub fn seventeen_digits(&self) -> Option<u64> {
        let (digits, check) = self.0.as_bytes().split_at_checked(17)?;
        if check != [check_character(digits)?] {
            return None;
        }
        self.0[..17].parse().ok()
    }

    /// Birth date of a number of GB 11643.
    #[must_use]
    pub fn birth_date(&self) -> Option<BirthDate> {
        self.seventeen_digits()?;
        let part = |range: std::ops::Range<usize>| self.0[range].parse::<u16>().ok();
        BirthDate::new(part(6..10)?, part(10..12)?, part(12..14)?)
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(…)")
    }
}

/// A date of birth in the Gregorian calendar. Never leaves the issuer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthDate {
    year: u16,
    month: u16,
    day: u16,
}

impl BirthDate {
    /// A date from 1800 on that exists.
    #[must_use]
    pub fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            2 => 28 + u16::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1800..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// Year, month (1–12), day (1–31).
    #[must_use]
    pub const fn parts(self) -> (u16, u16, u16) {
        (self.year, self.month, self.day)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(…)")
    }
}

/// Card number (卡号): nine characters of `0-9A-Z`. Changes on re-issue, never identifies a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardNumber([u8; 9]);

impl CardNumber {
    /// Reads nine characters of `0-9A-Z`.
    ///
    /// # Errors
    /// [`IdentifierError::Form`].
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let bytes: [u8; 9] = text.as_bytes().try_into().map_err(|_| IdentifierError::Form)?;
        let ok = bytes.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        if ok { Ok(Self(bytes)) } else { Err(IdentifierError::Form) }
    }

    /// As a base-36 number, digits before letters, below 36⁹.
    #[must_use]
    pub fn to_base36(self) -> u64 {
        self.0.iter().fold(0, |n, c| n * 36 + u64::from(char::from(*c).to_digit(36).unwrap_or(0)))
    }

    /// The card number of a base-36 number; none from 36⁹ on.
    #[must_use]
    pub fn from_base36(mut n: u64) -> Option<Self> {
        let mut text = [0; 9];
        for c in text.iter_mut().rev() {
            let digit = char::from_digit((n % 36) as u32, 36)?;
            *c = digit.to_ascii_uppercase() as u8;
            n /= 36;
        }
        (n == 0).then_some(Self(text))
    }

    /// The nine characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // ASCII by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_standards_example_is_valid_and_a_small_x_becomes_a_large_one() {
        let number = IdNumber::parse_social_security("11010519491231002x").expect("valid");
        assert_eq!(number.as_str(), "11010519491231002X");
        assert_eq!(number.birth_date().map(BirthDate::parts), Some((1949, 12, 31)));
        assert_eq!(
            IdNumber::from_seventeen_digits(number.seventeen_digits().expect("digits")),
            Some(number)
        );
    }

    #[test]
    fn wrong_numbers_say_what_is_wrong() {
        let parse = |text| IdNumber::parse_social_security(text).expect_err(text);
        assert_eq!(parse("110105194912310021"), IdentifierError::CheckCharacter);
        assert_eq!(parse("110105491231002"), IdentifierError::Form, "the old 15-digit form");
        assert_eq!(parse("11010519491231A02X"), IdentifierError::Form);
        assert_eq!(parse(""), IdentifierError::Form);
        let no_date = IdNumber::from_seventeen_digits(11_010_519_490_231_002).expect("number");
        assert_eq!(parse(no_date.as_str()), IdentifierError::BirthDate);
    }

    #[test]
    fn debug_output_shows_no_digit() {
        let number = IdNumber::parse("11010519491231002X").expect("number");
        let card = CardNumber::parse("A12345678").expect("card");
        assert_eq!(format!("{number:?} {card:?}"), "IdNumber(…) CardNumber(…)");
    }

    proptest! {
        #[test]
        fn card_numbers_and_base_36_are_one_to_one(text in "[0-9A-Z]{9}") {
            let card = CardNumber::parse(&text).expect("card");
            prop_assert!(card.to_base36() < 36u64.pow(9));
            prop_assert_eq!(CardNumber::from_base36(card.to_base36()), Some(card));
        }

        #[test]
        fn no_other_check_character_passes(digits in 0u64..100_000_000_000_000_000) {
            let number = IdNumber::from_seventeen_digits(digits).expect("17 digits");
            prop_assert_eq!(number.seventeen_digits(), Some(digits));
            let right = number.as_str().as_bytes()[17];
            for other in CHECK_CHARACTERS.iter().filter(|c| **c != right) {
                let text = format!("{}{}", &number.as_str()[..17], char::from(*other));
                prop_assert_eq!(IdNumber::parse(&text).expect("form").seventeen_digits(), None);
            }
        }
    }
}
