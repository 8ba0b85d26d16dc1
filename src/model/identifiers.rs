//! Numbers of people and cards: social security number, other document numbers, card number.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Which document the holder's number comes from (art. 5(1)); the number is the low nibble on the
/// wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum IdDocumentKind {
    /// 0: mainland citizen number.
    Mainland = 0,
    /// 1: residence permit for Hong Kong, Macau and Taiwan residents.
    ResidencePermit = 1,
    /// 2: foreign permanent residence card.
    ForeignPermanentResident = 2,
    /// 3: passport.
    Passport = 3,
}

impl IdDocumentKind {
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
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
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
    /// It is no number of this kind of document.
    #[error("the number is not one of this kind of document")]
    Kind,
}

/// Weights of ISO 7064 MOD 11-2 as GB 11643 lists them.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

/// Whether two digits are those of a province, autonomous region or municipality of GB/T 2260; of
/// Taiwan too, but not of Hong Kong and Macau, whose residents' permits begin with theirs.
fn is_province_of_the_mainland(digits: &str) -> bool {
    matches!(
        digits.as_bytes(),
        [b'1', b'1'..=b'5']
            | [b'2', b'1'..=b'3']
            | [b'3', b'1'..=b'7']
            | [b'4', b'1'..=b'6']
            | [b'5', b'0'..=b'4']
            | [b'6', b'1'..=b'5']
            | [b'7', b'1']
    )
}

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

    /// Reads a number as a person may type it: blanks around it dropped, small letters taken as large
    /// ones, and judged by the rules of its kind (protocol §2.2).
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn read(kind: IdDocumentKind, text: &str) -> Result<Self, IdentifierError> {
        let number = Self::parse(&Zeroizing::new(text.trim().to_ascii_uppercase()))?;
        number.check_kind(kind)?;
        Ok(number)
    }

    /// Checks that this is a number of such a document, as an issuer does before it signs:
    ///
    /// - mainland citizen (公民身份号码, GB 11643): 17 digits and the check character, beginning with the
    ///   two digits of a province, with a date of birth;
    /// - residence permit (港澳台居民居住证): the same, beginning with 81, 82 or 83;
    /// - foreign permanent residence card (外国人永久居留身份证): the same, beginning with 9 and the two
    ///   digits of a province; or, of the cards before 2023, three letters and twelve digits;
    /// - passport: 5 to 12 characters, one of them a digit.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn check_kind(&self, kind: IdDocumentKind) -> Result<(), IdentifierError> {
        let text = self.as_str();
        let province = |at: usize| text.get(at..at + 2).is_some_and(is_province_of_the_mainland);
        match kind {
            IdDocumentKind::Mainland => self.check_citizen_form(province(0)),
            IdDocumentKind::ResidencePermit => self
                .check_citizen_form(["81", "82", "83"].iter().any(|code| text.starts_with(code))),
            IdDocumentKind::ForeignPermanentResident if text.starts_with('9') => {
                self.check_citizen_form(province(1))
            }
            IdDocumentKind::ForeignPermanentResident => {
                let (letters, digits) = text.as_bytes().split_at(3);
                let fits = letters.iter().all(u8::is_ascii_uppercase)
                    && digits.len() == 12
                    && digits.iter().all(u8::is_ascii_digit);
                if fits { Ok(()) } else { Err(IdentifierError::Kind) }
            }
            IdDocumentKind::Passport => {
                let fits = text.len() <= 12 && text.bytes().any(|c| c.is_ascii_digit());
                if fits { Ok(()) } else { Err(IdentifierError::Kind) }
            }
        }
    }

    /// 17 digits, the check character, a date of birth, and a prefix that `prefix_fits`.
    fn check_citizen_form(&self, prefix_fits: bool) -> Result<(), IdentifierError> {
        let (digits, check) =
            self.0.as_bytes().split_at_checked(17).ok_or(IdentifierError::Form)?;
        let expected = check_character(digits).ok_or(IdentifierError::Form)?;
        if check != [expected] {
            return Err(IdentifierError::CheckCharacter);
        }
        if !prefix_fits {
            return Err(IdentifierError::Kind);
        }
        self.birth_date().map(|_| ()).ok_or(IdentifierError::BirthDate)
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
        let number =
            IdNumber::read(IdDocumentKind::Mainland, " 11010519491231002x ").expect("valid");
        assert_eq!(number.as_str(), "11010519491231002X");
        assert_eq!(number.birth_date().map(BirthDate::parts), Some((1949, 12, 31)));
        assert_eq!(
            IdNumber::from_seventeen_digits(number.seventeen_digits().expect("digits")),
            Some(number)
        );
    }

    #[test]
    fn wrong_numbers_say_what_is_wrong() {
        let read = |text| IdNumber::read(IdDocumentKind::Mainland, text).expect_err(text);
        assert_eq!(read("110105194912310021"), IdentifierError::CheckCharacter);
        assert_eq!(read("110105491231002"), IdentifierError::Form, "the old 15-digit form");
        assert_eq!(read("11010519491231A02X"), IdentifierError::Form);
        assert_eq!(read(""), IdentifierError::Form);
        assert_eq!(
            read("１１０105194912310021"),
            IdentifierError::Form,
            "digits of another script"
        );
        let no_date = IdNumber::from_seventeen_digits(11_010_519_490_231_002).expect("number");
        assert_eq!(read(no_date.as_str()), IdentifierError::BirthDate);
    }

    /// A number with a right check character; the sequence 000 is nobody's.
    fn citizen_form(prefix: u64, date: u64) -> IdNumber {
        IdNumber::from_seventeen_digits(prefix * 100_000_000_000 + date * 1000).expect("a number")
    }

    #[test]
    fn a_number_of_one_kind_is_no_number_of_another() {
        use IdDocumentKind::{ForeignPermanentResident, Mainland, Passport, ResidencePermit};
        let all = [Mainland, ResidencePermit, ForeignPermanentResident, Passport];
        let of = |text: &str, kinds: &[IdDocumentKind]| {
            for kind in all {
                let read = IdNumber::read(kind, text);
                assert_eq!(read.is_ok(), kinds.contains(&kind), "{text} as {kind:?}: {read:?}");
            }
        };
        of(citizen_form(440_100, 19_900_101).as_str(), &[Mainland]);
        of(citizen_form(710_000, 19_900_101).as_str(), &[Mainland]);
        of(citizen_form(810_000, 19_900_101).as_str(), &[ResidencePermit]);
        of(citizen_form(830_000, 19_900_101).as_str(), &[ResidencePermit]);
        // 9, the province 44, the country 840.
        of(citizen_form(944_840, 19_900_101).as_str(), &[ForeignPermanentResident]);
        of(
            &citizen_form(944_840, 19_900_101).as_str().to_ascii_lowercase(),
            &[ForeignPermanentResident],
        );
        of("CAN440190010112", &[ForeignPermanentResident]);
        of("E12345678", &[Passport]);
        of("e12345678", &[Passport]);
        // Provinces that don't exist, letters alone, and digits that changed places.
        of(citizen_form(990_100, 19_900_101).as_str(), &[]);
        of(citizen_form(160_100, 19_900_101).as_str(), &[]);
        of("ABCDEFGH", &[]);
        of("944840199001010010", &[]);
        of("94480419900101000X", &[]);
    }

    proptest! {
        #[test]
        fn two_digits_that_changed_places_never_pass(date in 0u64..365, at in 0usize..16) {
            for prefix in [440_106, 810_000, 944_840] {
                let number = citizen_form(prefix, 19_900_101 + date / 28 % 12 * 100 + date % 28);
                let mut other = number.as_str().as_bytes().to_vec();
                other.swap(at, at + 1);
                let other = String::from_utf8(other).expect("ASCII");
                prop_assume!(other != number.as_str());
                for kind in [
                    IdDocumentKind::Mainland,
                    IdDocumentKind::ResidencePermit,
                    IdDocumentKind::ForeignPermanentResident,
                    IdDocumentKind::Passport,
                ] {
                    prop_assert!(IdNumber::read(kind, &other).is_err(), "{} {:?}", other, kind);
                }
            }
        }
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
