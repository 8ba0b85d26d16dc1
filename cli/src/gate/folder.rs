//! A gate's folder: settings, key, venue card, and what the verifier keeps.

use std::array::TryFromSliceError;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use essc::base::base64url;
use essc::crypto::PublicKey;
use essc::model::region::Region;
use essc::ports::clock::Clock;
use essc::ports::key_store::{AttestationRequest, Authentication, Hardware, KeyPolicy, KeyStore};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{
    Remember, VENUE_CARD_FILE, VENUE_KEY, Venue, VenueCardFile, Verifier, VerifierConfig,
};
use essc::wire::venue_card::SignedVenueCard;
use serde::{Deserialize, Serialize};

use crate::data_folder::{self, DataFolder, PinnedRootFile};
use crate::failure::{Failure, Message};
use crate::gate::trouble;

const SETTINGS: &str = "gate.json";
const KEYS: &str = "keys";

#[derive(Serialize, Deserialize)]
struct Settings {
    region: Region,
    roots: Vec<PinnedRootFile>,
}

/// A gate's folder.
pub struct GateFolder(DataFolder);

impl GateFolder {
    /// The folder at a path, set up or not.
    pub fn at(path: &Path) -> Self {
        Self(DataFolder::at(path))
    }

    /// Sets the folder up and makes the gate's key; a key that is there stays.
    pub fn init(&self, region: Region, root: PinnedRootFile) -> Result<PublicKey, Failure> {
        self.0.create()?;
        self.0.put_settings(SETTINGS, &Settings { region, roots: vec![root] })?;
        let keys = self.keys()?;
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
        let info = match keys.info(VENUE_KEY.into()) {
            Ok(info) => info,
            Err(_) => {
                let made = keys.generate(VENUE_KEY.into(), policy, AttestationRequest::none());
                made.map_err(|error| trouble::key(&error))?
            }
        };
        let damaged = |error: &dyn Display| Failure::set_up("核验终端的密钥文件已损坏", error);
        let bytes = info.public_key.as_slice().try_into();
        let bytes = bytes.map_err(|error: TryFromSliceError| damaged(&error))?;
        PublicKey::from_uncompressed(bytes).map_err(|error| damaged(&error))
    }

    /// Opens the verifier, beside others that may be running on this folder.
    pub fn open(&self, clock: Arc<dyn Clock>) -> Result<Verifier, Failure> {
        let settings: Settings = self.0.take_settings(SETTINGS)?;
        let roots = settings.roots.iter().map(PinnedRootFile::pin);
        let roots = roots.collect::<Result<Vec<_>, Failure>>()?;
        let mut config = VerifierConfig::new(self.0.path(), settings.region, roots);
        // Every call is a process of its own, so what was accepted must be on disk.
        config.remember = Remember::Everything;
        Verifier::open_beside(config, clock).map_err(trouble::open)
    }

    /// Keeps the venue card, if it is for this gate's key.
    pub fn put_venue_card(&self, card: &SignedVenueCard) -> Result<(), Failure> {
        let info = self.keys()?.info(VENUE_KEY.into()).map_err(|error| trouble::key(&error))?;
        if info.public_key != card.card.key.uncompressed() {
            return Err(Failure::Usage(Message::new(
                "这张场所证是发给另一台核验终端的密钥的",
                "the venue card is for another gate's key",
            )));
        }
        VenueCardFile::of(self.0.path()).put(card).map_err(trouble::storage)
    }

    /// The venue behind this gate.
    pub fn venue(&self) -> Result<Venue, Failure> {
        let bytes = self.0.take(VENUE_CARD_FILE)?;
        let card = SignedVenueCard::from_cose(&bytes)
            .map_err(|error| Failure::set_up("本核验终端保存的场所证已损坏", error))?;
        Ok(Venue { card, keys: Arc::new(self.keys()?) })
    }

    /// The venue, where a venue card was put in.
    pub fn venue_if_any(&self) -> Option<Result<Venue, Failure>> {
        let is_there = std::fs::symlink_metadata(self.0.path().join(VENUE_CARD_FILE)).is_ok();
        is_there.then(|| self.venue())
    }

    fn keys(&self) -> Result<SoftwareKeyStore, Failure> {
        let keys = SoftwareKeyStore::in_directory(&self.0.path().join(KEYS));
        keys.map_err(|error| trouble::key(&error))
    }
}

/// Reads a venue card, as bytes or as base64url.
pub fn read_venue_card(path: &Path) -> Result<SignedVenueCard, Failure> {
    let bytes = data_folder::read_named(path)?;
    let decoded = std::str::from_utf8(&bytes).ok().and_then(|t| base64url::decode(t.trim()).ok());
    SignedVenueCard::from_cose(decoded.as_ref().unwrap_or(&bytes))
        .map_err(|error| Failure::input(format!("{}：不是场所证", path.display()), error))
}
