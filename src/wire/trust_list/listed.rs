//! An issuer as this version reads it: a later one may have added words for levels, uses and states.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::base::json::Tree;
use crate::wire::trust_list::{IssuerKey, IssuerLevel, KeyState, KeyUse, TrustedIssuer};
use crate::wire::words::replace_unknown;

/// One issuer of a list that was read, with the words this version does not know beside it.
///
/// The rules of trust lists hold for all of it. Only [`ListedIssuer::divide`] gives the issuer out,
/// without the keys that can't be used.
#[derive(Debug)]
pub(crate) struct ListedIssuer {
    /// The entry; where a word is not known, something stands in for it.
    entry: TrustedIssuer,
    is_level_known: bool,
    /// Of each key, in their order.
    later: Vec<LaterWords>,
}

/// The words of a key that this version does not know.
#[derive(Debug, Default)]
pub(crate) struct LaterWords {
    pub key_use: Option<String>,
    pub state: Option<String>,
}

impl<'de> Deserialize<'de> for ListedIssuer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = Value::deserialize(deserializer)?;
        let level = replace_unknown::<IssuerLevel>(&mut json, "level", "prefecture");
        let keys = json.get_mut("keys").and_then(Value::as_array_mut);
        let later = keys.into_iter().flatten().map(|key| LaterWords {
            key_use: replace_unknown::<KeyUse>(key, "use", "card"),
            state: replace_unknown::<KeyState>(key, "state", "compromised"),
        });
        let later = later.collect();
        let entry = TrustedIssuer::deserialize(Tree(json)).map_err(D::Error::custom)?;
        Ok(Self { entry, is_level_known: level.is_none(), later })
    }
}

impl ListedIssuer {
    /// The entry, for the rules that hold whatever its words are.
    pub(crate) const fn entry(&self) -> &TrustedIssuer {
        &self.entry
    }

    /// Its level, if this version knows it.
    pub(super) const fn level(&self) -> Option<IssuerLevel> {
        if self.is_level_known { Some(self.entry.level) } else { None }
    }

    /// The issuer with the keys that can be used, none if its level is not known; all others go to
    /// `unused`, which remembers them so that they can't vanish or change.
    pub(crate) fn divide(
        self,
        mut unused: impl FnMut(&IssuerKey, LaterWords),
    ) -> Option<TrustedIssuer> {
        let Self { mut entry, is_level_known, later } = self;
        let mut later = later.into_iter();
        entry.keys.retain(|key| {
            let words = later.next().unwrap_or_default();
            let is_known = is_level_known && words.key_use.is_none() && words.state.is_none();
            if !is_known {
                unused(key, words);
            }
            is_known
        });
        is_level_known.then_some(entry)
    }
}
