//! Regions by their GB/T 2260 code: issuers, venues, entitlement.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::localized::Language;

/// A six-digit region code, at most 999999. In JSON six digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(u32);

/// The text is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a region is six digits")]
pub struct RegionError;

/// What is known of a region by name.
struct Known {
    code: u32,
    zh: &'static str,
    en: &'static str,
    /// Hong Kong, Macau and the nine mainland cities that art. 4(2) names.
    greater_bay_area: bool,
}

const fn known(code: u32, zh: &'static str, en: &'static str, greater_bay_area: bool) -> Known {
    Known { code, zh, en, greater_bay_area }
}

const KNOWN: [Known; 24] = [
    known(440_000, "广东", "Guangdong", false),
    known(440_100, "广州", "Guangzhou", true),
    known(440_200, "韶关", "Shaoguan", false),
    known(440_300, "深圳", "Shenzhen", true),
    known(440_400, "珠海", "Zhuhai", true),
    known(440_500, "汕头", "Shantou", false),
    known(440_600, "佛山", "Foshan", true),
    known(440_700, "江门", "Jiangmen", true),
    known(440_800, "湛江", "Zhanjiang", false),
    known(440_900, "茂名", "Maoming", false),
    known(441_200, "肇庆", "Zhaoqing", true),
    known(441_300, "惠州", "Huizhou", true),
    known(441_400, "梅州", "Meizhou", false),
    known(441_500, "汕尾", "Shanwei", false),
    known(441_600, "河源", "Heyuan", false),
    known(441_700, "阳江", "Yangjiang", false),
    known(441_800, "清远", "Qingyuan", false),
    known(441_900, "东莞", "Dongguan", true),
    known(442_000, "中山", "Zhongshan", true),
    known(445_100, "潮州", "Chaozhou", false),
    known(445_200, "揭阳", "Jieyang", false),
    known(445_300, "云浮", "Yunfu", false),
    known(810_000, "香港", "Hong Kong", true),
    known(820_000, "澳门", "Macau", true),
];

impl Region {
    /// Guangdong province.
    pub const GUANGDONG: Self = Self(440_000);
    /// Guangzhou.
    pub const GUANGZHOU: Self = Self(440_100);
    /// Shenzhen.
    pub const SHENZHEN: Self = Self(440_300);
    /// Hong Kong.
    pub const HONG_KONG: Self = Self(810_000);

    /// The region of a code of at most 999999.
    #[must_use]
    pub const fn new(code: u32) -> Option<Self> {
        if code > 999_999 { None } else { Some(Self(code)) }
    }

    /// The code as a number.
    #[must_use]
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Three bytes, big-endian: 440100 = 06 B7 24.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 3] {
        let [_, a, b, c] = self.0.to_be_bytes();
        [a, b, c]
    }

    /// Reads three bytes; none over 999999.
    #[must_use]
    pub const fn from_bytes([a, b, c]: [u8; 3]) -> Option<Self> {
        Self::new(u32::from_be_bytes([0, a, b, c]))
    }

    pub(crate) const fn from_bytes_unchecked([a, b, c]: [u8; 3]) -> Self {
        Self(u32::from_be_bytes([0, a, b, c]))
    }

    /// The first two digits, the province's.
    #[must_use]
    pub const fn province_digits(self) -> u32 {
        self.0 / 10_000
    }

    /// The code of the region's province: 440100 → 440000.
    #[must_use]
    pub const fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// Whether this is a whole province (last four digits zero).
    #[must_use]
    pub const fn is_province(self) -> bool {
        self.0.is_multiple_of(10_000)
    }

    /// Whether this is a prefecture-level city (last two digits zero, and no province).
    #[must_use]
    pub const fn is_city(self) -> bool {
        self.0.is_multiple_of(100) && !self.is_province()
    }

    /// The two digits of the prefecture: 440100 → 1.
    #[must_use]
    pub const fn prefecture_digits(self) -> u32 {
        self.0 / 100 % 100
    }

    /// Whether `other` belongs to this region: a province takes all of its own, any other region
    /// itself only.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        if self.is_province() {
            self.province_digits() == other.province_digits()
        } else {
            self.0 == other.0
        }
    }

    /// The code of the region's prefecture-level city: 440106 → 440100.
    #[must_use]
    pub const fn city(self) -> Self {
        Self(self.0 / 100 * 100)
    }

    /// Whether a place of code `other` lies inside this region: a province holds all of its own, a
    /// city its districts, a district itself.
    #[must_use]
    pub const fn administers(self, other: Self) -> bool {
        self.covers(other) || self.0.is_multiple_of(100) && self.0 == other.city().0
    }

    /// Whether a venue here is across the border (Hong Kong 81xxxx, Macau 82xxxx).
    #[must_use]
    pub const fn is_across_the_border(self) -> bool {
        matches!(self.province_digits(), 81 | 82)
    }

    /// Whether art. 4(2) counts it to the Greater Bay Area.
    #[must_use]
    pub fn in_greater_bay_area(self) -> bool {
        self.known().is_some_and(|k| k.greater_bay_area)
    }

    /// Its name, where this library knows one.
    #[must_use]
    pub fn name(self, language: Language) -> Option<&'static str> {
        self.known().map(|k| match language {
            Language::Zh => k.zh,
            Language::En => k.en,
        })
    }

    /// All regions this library knows by name, in the order of their codes.
    pub fn all_known() -> impl Iterator<Item = Self> {
        KNOWN.iter().map(|k| Self(k.code))
    }

    fn known(self) -> Option<&'static Known> {
        KNOWN.binary_search_by_key(&self.0, |k| k.code).ok().map(|i| &KNOWN[i])
    }
}

impl std::str::FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        if text.len() != 6 || !text.bytes().all(|c| c.is_ascii_digit()) {
            return Err(RegionError);
        }
        text.parse().map(Self).map_err(|_| RegionError)
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;

    fn try_from(text: String) -> Result<Self, RegionError> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.to_string()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_province_its_21_cities_and_two_regions_across_the_border() {
        assert!(KNOWN.is_sorted_by_key(|k| k.code));
        let city = |r: &Region| r.province_digits() == 44 && !r.is_province();
        let cities: Vec<_> = Region::all_known().filter(city).collect();
        assert_eq!(cities.len(), 21);
        assert_eq!(cities.iter().filter(|r| r.in_greater_bay_area()).count(), 9);
        assert_eq!(Region::all_known().filter(|r| r.is_across_the_border()).count(), 2);
        assert_eq!(Region::GUANGZHOU.name(Language::Zh), Some("广州"));
    }

    #[test]
    fn a_province_covers_its_own_and_a_city_only_itself() {
        assert!(Region::GUANGDONG.covers(Region::SHENZHEN));
        assert!(!Region::GUANGZHOU.covers(Region::SHENZHEN));
        assert!(!Region::GUANGDONG.covers(Region::HONG_KONG));
        let tianhe = Region::new(440_106).expect("region");
        assert!(Region::GUANGZHOU.administers(tianhe) && !Region::GUANGZHOU.covers(tianhe));
        assert!(!Region::SHENZHEN.administers(tianhe));
        assert!(!tianhe.administers(Region::GUANGZHOU));
        let is_city = [Region::GUANGZHOU, Region::GUANGDONG, tianhe].map(Region::is_city);
        assert_eq!(is_city, [true, false, false]);
    }

    #[test]
    fn codes_are_six_digits_and_fit_three_bytes() {
        assert_eq!(Region::GUANGZHOU.to_bytes(), [0x06, 0xb7, 0x24]);
        assert_eq!("440100".parse(), Ok(Region::GUANGZHOU));
        for bad in ["44010", "4401000", "44O100", "+44010", ""] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
    }
}
