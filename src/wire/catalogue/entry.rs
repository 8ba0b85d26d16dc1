//! A scene as this version reads it: a later one may have added words to any of its enumerations.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::base::json::Tree;
use crate::model::attributes::Answer;
use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::profile::Profile;
use crate::model::scene::{Challenge, Delegated, Replay, Scene, SceneCode};
use crate::wire::catalogue::Catalogue;
use crate::wire::words::{drop_unknown, replace_unknown};

/// One entry of a catalogue that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CatalogueEntry {
    /// A scene to judge by.
    Understood(Scene),
    /// A scene with a word that this version does not know.
    NotUnderstood(Outline),
}

/// What is left of a scene that was not understood. Nothing is ever judged by it; an overlay can't
/// touch its number, and can't get around what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Without the words in lists that are not known, and with the laxest word in place of others.
    scene: Scene,
    /// Whether an overlay would inherit a word that is not known.
    leaves_inheritance_open: bool,
}

impl<'de> Deserialize<'de> for CatalogueEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = Value::deserialize(deserializer)?;
        let inherited = [
            replace_unknown::<Challenge>(&mut json, "challenge", "none"),
            replace_unknown::<Delegated>(&mut json, "delegated", "allowed"),
            replace_unknown::<KeyProtection>(&mut json, "min_key", "software"),
        ];
        let leaves_inheritance_open = inherited.iter().any(Option::is_some);
        // All of them, whatever the first says: each may have to give way to the strict reading.
        let others = [
            replace_unknown::<Replay>(&mut json, "replay", "none").is_some(),
            drop_unknown::<Profile>(&mut json, "profiles"),
            drop_unknown::<Answer>(&mut json, "answers"),
            drop_unknown::<CardFunction>(&mut json, "functions"),
        ];
        let scene = Scene::deserialize(Tree(json)).map_err(D::Error::custom)?;
        Ok(if leaves_inheritance_open || others.contains(&true) {
            Self::NotUnderstood(Outline { scene, leaves_inheritance_open })
        } else {
            Self::Understood(scene)
        })
    }
}

impl Outline {
    /// Its number.
    pub(crate) const fn code(&self) -> SceneCode {
        self.scene.code
    }

    /// What is known of it.
    pub(crate) const fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Whether its `challenge`, `delegated` or `min_key` is not known.
    pub(crate) const fn leaves_inheritance_open(&self) -> bool {
        self.leaves_inheritance_open
    }
}

impl Catalogue<CatalogueEntry> {
    /// The catalogue of the scenes that were understood, and the others.
    pub(crate) fn divide(self) -> (Catalogue, Vec<Outline>) {
        let Self { region, seq, iat, exp, effective, min_trust_seq, scenes: entries } = self;
        let (mut scenes, mut outlines) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                CatalogueEntry::Understood(scene) => scenes.push(scene),
                CatalogueEntry::NotUnderstood(outline) => outlines.push(outline),
            }
        }
        (Catalogue { region, seq, iat, exp, effective, min_trust_seq, scenes }, outlines)
    }
}
