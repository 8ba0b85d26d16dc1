//! The name of a status list: what cards point to and lists say they are.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::region::Region;
use crate::wire::card;

/// `urn:essc:status:<region, six digits>:<list number, decimal without leading zeros>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StatusListUri {
    /// The issuing region.
    pub region: Region,
    /// The number of the list.
    pub number: u16,
}

/// The text is not the name of a status list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a status list")]
pub struct StatusListUriError;

impl std::str::FromStr for StatusListUri {
    type Err = StatusListUriError;

    fn from_str(text: &str) -> Result<Self, StatusListUriError> {
        let (rest, number) = text.rsplit_once(':').ok_or(StatusListUriError)?;
        let (_, region) = rest.rsplit_once(':').ok_or(StatusListUriError)?;
        let region = region.parse().map_err(|_| StatusListUriError)?;
        let number = number.parse().map_err(|_| StatusListUriError)?;
        let uri = Self { region, number };
        // One text for one list: the prefix is the right one, the number has no zero or sign in front.
        if uri.to_string() == text { Ok(uri) } else { Err(StatusListUriError) }
    }
}

impl TryFrom<String> for StatusListUri {
    type Error = StatusListUriError;

    fn try_from(text: String) -> Result<Self, StatusListUriError> {
        text.parse()
    }
}

impl From<StatusListUri> for String {
    fn from(uri: StatusListUri) -> Self {
        uri.to_string()
    }
}

impl fmt::Display for StatusListUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&card::status_uri(self.region, self.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_name() {
        let uri = StatusListUri { region: Region::GUANGZHOU, number: 7 };
        assert_eq!(uri.to_string(), "urn:essc:status:440100:7");
        assert_eq!("urn:essc:status:440100:7".parse(), Ok(uri));
        for bad in [
            "urn:essc:status:440100:07",
            "urn:essc:status:440100:+7",
            "urn:essc:status:440100:65536",
            "urn:essc:status:44010:7",
            "URN:essc:status:440100:7",
            "urn:essc:status:440100:7:",
            "urn:essc:status:440100",
            "urn:essc:state:440100:7",
            "440100:7",
        ] {
            assert_eq!(bad.parse::<StatusListUri>(), Err(StatusListUriError), "{bad}");
        }
    }
}
