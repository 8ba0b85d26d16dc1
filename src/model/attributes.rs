//! What a card says of its holder, by profile (protocol §2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use crate::model::person_name::{self, NameError};
use crate::model::profile::Profile;

/// Most bytes the attributes of an identity card may take in the carrier.
pub const MAX_ATTRIBUTE_BYTES: usize = 88;

/// One answer an entitlement card can give; the number is its bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Answer {
    /// 60 years or older.
    #[serde(rename = "senior_60")]
    Senior60 = 0,
    /// 65 years or older.
    #[serde(rename = "senior_65")]
    Senior65 = 1,
    /// Under 18.
    #[serde(rename = "minor")]
    Minor = 2,
    /// Resident of the issuing region.
    #[serde(rename = "resident")]
    Resident = 3,
    /// Holds a disability certificate.
    #[serde(rename = "disability")]
    Disability = 4,
}

/// The answers word, 16 bits; unknown bits are kept and ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Answers(u16);

impl Answer {
    /// All answers, in the order of their bits.
    pub const ALL: [Self; 5] =
        [Self::Senior60, Self::Senior65, Self::Minor, Self::Resident, Self::Disability];
}

impl Answers {
    /// The word as it stands on the wire.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The word as it stands on the wire.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether `answer` is yes.
    #[must_use]
    pub const fn has(self, answer: Answer) -> bool {
        self.0 & 1 << (answer as u16) != 0
    }

    /// The answers that are yes, in the order of their bits.
    pub fn given(self) -> impl Iterator<Item = Answer> {
        Answer::ALL.into_iter().filter(move |a| self.has(*a))
    }
}

impl FromIterator<Answer> for Answers {
    fn from_iter<I: IntoIterator<Item = Answer>>(answers: I) -> Self {
        Self(answers.into_iter().fold(0, |bits, a| bits | 1 << (a as u16)))
    }
}

/// Why attributes were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AttributesError {
    /// The name may not be shown or signed.
    #[error("the name was refused: {0}")]
    Name(#[from] NameError),
    /// Name and number together take more than 88 bytes: no identity credential for this holder.
    #[error("name and number take {0} bytes, at most 88 fit an identity card")]
    TooLong(usize),
    /// A masked name or number that is not in the one masked form.
    #[error("not a masked name or number")]
    Masked,
}

/// The attributes of a card; the variant is its profile. `Debug` shows the profile only.
#[derive(Clone, PartialEq, Eq)]
pub enum Attributes {
    /// Profile 0: nothing.
    Validity,
    /// Profile 1.
    Entitlement(Answers),
    /// Profile 2.
    Masked(MaskedAttributes),
    /// Profile 3.
    Identity(IdentityAttributes),
}

/// Attributes of profile 2, in the one masked form of protocol §2.
#[derive(Clone, PartialEq, Eq)]
pub struct MaskedAttributes {
    kind: IdDocumentKind,
    first3: String,
    last4: String,
    name: String,
}

/// Attributes of profile 3.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityAttributes {
    kind: IdDocumentKind,
    number: IdNumber,
    card_number: CardNumber,
    name: String,
}

impl Attributes {
    /// The profile they belong to.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        match self {
            Self::Validity => Profile::Validity,
            Self::Entitlement(_) => Profile::Entitlement,
            Self::Masked(_) => Profile::Masked,
            Self::Identity(_) => Profile::Identity,
        }
    }
}

impl MaskedAttributes {
    /// Takes parts that are already masked, as they stand on the wire.
    ///
    /// # Errors
    /// [`AttributesError`] when they are not in the one masked form: a number of ten characters or
    /// more as its first three and last four, a shorter one as `X**` and `**XX`; a name as `*`, or
    /// its first character and one to three stars.
    pub fn from_masked(
        kind: IdDocumentKind,
        first3: &str,
        last4: &str,
        name: &str,
    ) -> Result<Self, AttributesError> {
        let plain = |part: &[u8]| part.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let number_ok = match (first3.as_bytes(), last4.as_bytes()) {
            ([a, b'*', b'*'], [b'*', b'*', y, z]) => plain(&[*a, *y, *z]),
            (first, last) => first.len() == 3 && last.len() == 4 && plain(first) && plain(last),
        };
        person_name::check_masked(name, 4)?;
        let stars = name.chars().skip(1).all(|c| c == '*');
        let name_ok = if name.chars().count() == 1 { name == "*" } else { stars };
        if !number_ok || !name_ok {
            return Err(AttributesError::Masked);
        }
        let own = str::to_owned;
        Ok(Self { kind, first3: own(first3), last4: own(last4), name: own(name) })
    }

    /// Holder kind.
    #[must_use]
    pub const fn kind(&self) -> IdDocumentKind {
        self.kind
    }

    /// First three characters of the number.
    #[must_use]
    pub fn first3(&self) -> &str {
        &self.first3
    }

    /// Last four characters of the number.
    #[must_use]
    pub fn last4(&self) -> &str {
        &self.last4
    }

    /// Masked name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl IdentityAttributes {
    /// Attributes of an identity card.
    ///
    /// # Errors
    /// [`AttributesError`]: a name that may not be signed, or too long for a QR of version 12.
    pub fn new(
        kind: IdDocumentKind,
        number: IdNumber,
        card_number: CardNumber,
        name: &str,
    ) -> Result<Self, AttributesError> {
        person_name::check(name, MAX_ATTRIBUTE_BYTES)?;
        let attributes = Self { kind, number, card_number, name: name.to_owned() };
        let bytes = attributes.carrier_bytes();
        if bytes > MAX_ATTRIBUTE_BYTES {
            Err(AttributesError::TooLong(bytes))
        } else {
            Ok(attributes)
        }
    }

    /// Bytes they take in the carrier: kind 1, number 8 or 1 + length, card number 6, name 1 + UTF-8.
    #[must_use]
    pub fn carrier_bytes(&self) -> usize {
        let number = self.number.seventeen_digits().map_or(1 + self.number.as_str().len(), |_| 8);
        1 + number + 6 + 1 + self.name.len()
    }

    /// Holder kind.
    #[must_use]
    pub const fn kind(&self) -> IdDocumentKind {
        self.kind
    }

    /// Number of the holder's document.
    #[must_use]
    pub const fn number(&self) -> &IdNumber {
        &self.number
    }

    /// Card number.
    #[must_use]
    pub const fn card_number(&self) -> CardNumber {
        self.card_number
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The form nibble of the kind byte: 0 for a number of GB 11643, 1 for any other.
    #[must_use]
    pub fn kind_byte(&self) -> u8 {
        let form = u8::from(self.number.seventeen_digits().is_none());
        form << 4 | self.kind as u8
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attributes({})", self.profile().name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_masked_form_is_taken() {
        let take =
            |f, l, n| MaskedAttributes::from_masked(IdDocumentKind::Mainland, f, l, n).is_ok();
        assert!(take("440", "002X", "张*"));
        assert!(take("E**", "**45", "*"));
        assert!(take("440", "002X", "欧***"));
        for (f, l, n) in [
            ("440", "002x", "张*"),
            ("44*", "002X", "张*"),
            ("E**", "2345", "张*"),
            ("440", "002X", "张三"),
            ("440", "002X", "张"),
            ("440", "002X", "张****"),
            ("440", "02X", "张*"),
        ] {
            assert!(!take(f, l, n), "{f} {l} {n}");
        }
    }

    #[test]
    fn an_identity_card_takes_a_name_of_72_bytes_with_a_citizen_number() {
        let number = IdNumber::parse("11010519491231002X").expect("number");
        let card = CardNumber::parse("A12345678").expect("card");
        let with =
            |n: &str| IdentityAttributes::new(IdDocumentKind::Mainland, number.clone(), card, n);
        assert_eq!(with(&"名".repeat(24)).map(|a| a.carrier_bytes()), Ok(88));
        assert_eq!(
            with(&"名".repeat(25)).map(|a| a.carrier_bytes()),
            Err(AttributesError::TooLong(91))
        );
    }

    impl fmt::Debug for IdentityAttributes {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("IdentityAttributes(…)")
        }
    }
}
