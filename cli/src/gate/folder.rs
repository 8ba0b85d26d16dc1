//! A gate's folder: settings, key, venue card, and what the verifier keeps.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::{base64url, json};
use essc::crypto::PublicKey;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::ports::clock::Clock;
use essc::ports::durable_file;
use essc::ports::key_store::{Authentication, Hardware, KeyPolicy, KeyStore};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{PinnedRoot, Remember, VENUE_KEY, Venue, Verifier, VerifierConfig};
use essc::wire::venue_card::SignedVenueCard;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

const SETTINGS: &str = "gate.json";
const VENUE_CARD: &str = "venue-card.cbor";
const KEYS: &str = "keys";

/// Most bytes of a settings, key or card file.
const MAX_FILE_BYTES: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Settings {
    region: Region,
    roots: Vec<Root>,
}

#[derive(Serialize, Deserialize)]
struct Root {
    jwk: Jwk,
    least_seq: u64,
}

/// A gate's folder.
pub struct GateFolder(PathBuf);

impl GateFolder {
    /// The folder at a path, set up or not.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Sets the folder up and makes the gate's key; a key that is there stays.
    pub fn init(&self, region: Region, root: &Jwk, least_seq: u64) -> Result<PublicKey, Failure> {
        root.public_key().map_err(Failure::input)?;
        fs::create_dir_all(&self.0).map_err(|e| Failure::file(&self.0, &e))?;
        let settings = Settings { region, roots: vec![Root { jwk: root.clone(), least_seq }] };
        let bytes = serde_json::to_vec_pretty(&settings).map_err(Failure::set_up)?;
        self.put(SETTINGS, &bytes)?;
        let keys = self.keys()?;
        let policy =
            KeyPolicy { authentication: Authentication::UnlockedDevice, hardware: Hardware::Any };
        let info = match keys.info(VENUE_KEY.into()) {
            Ok(info) => info,
            Err(_) => keys.generate(VENUE_KEY.into(), policy, vec![]).map_err(Failure::set_up)?,
        };
        let bytes = info.public_key.as_slice().try_into().map_err(Failure::set_up)?;
        PublicKey::from_uncompressed(bytes).map_err(Failure::set_up)
    }

    /// Opens the verifier.
    pub fn open(&self, clock: Arc<dyn Clock>) -> Result<Verifier, Failure> {
        let bytes = self.take(SETTINGS)?;
        let settings: Settings = json::parse(&bytes, bytes.len()).map_err(Failure::set_up)?;
        let pinned = |root: &Root| {
            let key = root.jwk.public_key().map_err(Failure::set_up)?;
            Ok(PinnedRoot { key, least_seq: root.least_seq })
        };
        let config = VerifierConfig {
            roots: settings.roots.iter().map(pinned).collect::<Result<_, Failure>>()?,
            // Every call is a process of its own, so what was accepted must be on disk.
            remember: Remember::Everything,
            ..VerifierConfig::new(&self.0, settings.region)
        };
        Verifier::open(config, clock).map_err(Failure::set_up)
    }

    /// Keeps the venue card, if it is for this gate's key.
    pub fn put_venue_card(&self, card: &SignedVenueCard) -> Result<(), Failure> {
        let info = self.keys()?.info(VENUE_KEY.into()).map_err(Failure::set_up)?;
        if info.public_key != card.card.key.uncompressed() {
            return Err(Failure::Usage("the venue card is for another gate's key".into()));
        }
        self.put(VENUE_CARD, &card.to_cose())
    }

    /// The venue behind this gate.
    pub fn venue(&self) -> Result<Venue, Failure> {
        let card = SignedVenueCard::from_cose(&self.take(VENUE_CARD)?).map_err(Failure::set_up)?;
        Ok(Venue { card, keys: Arc::new(self.keys()?) })
    }

    fn keys(&self) -> Result<SoftwareKeyStore, Failure> {
        SoftwareKeyStore::in_directory(&self.0.join(KEYS)).map_err(Failure::set_up)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.0.join(name);
        durable_file::replace(&path, bytes).map_err(|e| Failure::file(&path, &e))
    }

    fn take(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.0.join(name);
        let missing = || Failure::Usage(format!("{}: not set up yet", path.display()));
        read(&path)?.ok_or_else(missing)
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    durable_file::read(path, MAX_FILE_BYTES).map_err(|e| Failure::file(path, &e))
}

fn read_named(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path)?.ok_or_else(|| Failure::Usage(format!("{}: no such file", path.display())))
}

/// Reads a public key file.
pub fn read_jwk(path: &Path) -> Result<Jwk, Failure> {
    let bytes = read_named(path)?;
    json::parse(&bytes, bytes.len()).map_err(Failure::input)
}

/// Reads a venue card, as bytes or as base64url.
pub fn read_venue_card(path: &Path) -> Result<SignedVenueCard, Failure> {
    let bytes = read_named(path)?;
    let decoded = std::str::from_utf8(&bytes).ok().and_then(|t| base64url::decode(t.trim()).ok());
    SignedVenueCard::from_cose(decoded.as_ref().unwrap_or(&bytes)).map_err(Failure::input)
}
