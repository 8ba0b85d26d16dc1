//! The page's gate, for as long as no WebAssembly module judges in the page itself: a verifier of the
//! SDK in this process, with a folder of its own. It judges without a network.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use essc::base::json;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::holder::QrCode;
use essc::model::localized::{Language, Localized};
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::clock::{Clock as _, SystemClock};
use essc::ports::key_store::{
    AttestationRequest, Authentication, Hardware, KeyPolicy, KeyStore as _,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::{durable_file, owner_only};
use essc::trust::{ListName, PinnedRoot};
use essc::verifier::sync::{ListOutcome, no_progress};
use essc::verifier::{
    ListState, Question, Remember, SyncSource, VENUE_KEY, Venue, Verifier, VerifierConfig,
};
use essc::wire::venue_card::SignedVenueCard;
use essc_reference_issuer::service::Service;
use essc_reference_issuer::store::venues;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::device::{OffsetClock, SwitchedNetwork};
use super::fault::Fault;
use super::forgeries;
use crate::failure::Failure;
use crate::gate::{scanner, trouble};

const SETTINGS: &str = "settings.json";
const KEYS: &str = "keys";
const MAX_SETTINGS: u64 = 4096;

/// Where the gate stands until another place is chosen.
const PLACE: Region = Region::GUANGZHOU;

/// Seconds after its start in which a gate that remembers nothing yet refuses codes: 15 (protocol §6.3),
/// and some for the moment until its record begins and for a phone whose clock is a little behind.
const COLD_S: u64 = 15 + 4;

/// The gate's venue, as holders read it.
const VENUE_ID: &str = "sandbox-page";
const VENUE_NAME: &str = "沙箱演示场所";

/// User units of one module in the pictures.
const SCALE: u32 = 4;

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    place: Region,
    /// When it began to remember codes.
    began: UnixTime,
}

/// The gate.
pub struct Gate {
    folder: PathBuf,
    root: PinnedRoot,
    source: SyncSource,
    service: Arc<Service>,
    /// Its clock.
    pub clock: Arc<OffsetClock>,
    /// Its network.
    pub network: Arc<SwitchedNetwork>,
    settings: Mutex<Settings>,
    /// None only when a new gate could not be set up.
    verifier: Arc<RwLock<Option<Verifier>>>,
}

/// `POST /sandbox/gate/verdicts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    text: String,
    scene: SceneCode,
    /// So many seconds later than now, with today's lists; then nothing is remembered.
    #[serde(default)]
    later_s: u32,
}

/// `POST /sandbox/gate/requests`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    scene: SceneCode,
    amount_fen: Option<u32>,
    purpose: Option<String>,
    /// The same as a venue would ask that no city vouches for.
    #[serde(default)]
    rogue: bool,
}

/// `POST /sandbox/gate/place`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    region: Region,
}

type Held = OwnedRwLockReadGuard<Option<Verifier>, Verifier>;

impl Gate {
    /// Opens the gate in a folder; a new one without lists the first time.
    ///
    /// # Errors
    /// A folder that can't be used.
    pub fn open(
        folder: PathBuf,
        root: PinnedRoot,
        trust_list: String,
        service: Arc<Service>,
        network: SwitchedNetwork,
    ) -> Result<Self, Failure> {
        let file = folder.join(SETTINGS);
        let settings = durable_file::read(&file, MAX_SETTINGS)
            .map_err(|error| Failure::file(&file, &error))?;
        let settings = settings.and_then(|bytes| json::parse(&bytes, bytes.len()).ok());
        let new = || Settings { place: PLACE, began: SystemClock.now() };
        let gate = Self {
            folder,
            root,
            source: SyncSource { time: Some(format!("{trust_list}/time")), trust_list },
            service,
            clock: Arc::default(),
            network: Arc::new(network),
            settings: Mutex::new(settings.unwrap_or_else(new)),
            verifier: Arc::default(),
        };
        let verifier = gate.open_verifier()?;
        // Nobody else has hold of it yet.
        if let Ok(mut held) = gate.verifier.try_write() {
            *held = Some(verifier);
        }
        Ok(gate)
    }

    fn settings(&self) -> Settings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open_verifier(&self) -> Result<Verifier, Failure> {
        let refused = |error: std::io::Error| Failure::file(&self.folder, &error);
        owner_only::prepare_folder(&self.folder, |_| false).map_err(refused)?;
        let settings = self.settings();
        let bytes = serde_json::to_vec(&settings).map_err(Failure::unexpected)?;
        durable_file::replace(&self.folder.join(SETTINGS), &bytes).map_err(refused)?;
        let mut config = VerifierConfig::new(&self.folder, settings.place, [self.root]);
        // So that a sandbox that is started again knows what it has accepted.
        config.remember = Remember::Everything;
        let clock = Arc::clone(&self.clock);
        Verifier::open(config, clock).map_err(trouble::open)
    }

    async fn verifier(&self) -> Result<Held, Fault> {
        let held = Arc::clone(&self.verifier).read_owned().await;
        OwnedRwLockReadGuard::try_map(held, Option::as_ref)
            .map_err(|_| Fault::server("the gate could not be set up"))
    }

    /// What the page shows.
    ///
    /// # Errors
    /// A gate that could not be set up.
    pub async fn state(&self) -> Result<Value, Fault> {
        let verifier = self.verifier().await?;
        let settings = self.settings();
        let scenes: Vec<Value> = verifier
            .scenes()
            .into_iter()
            .map(|scene| {
                json!({
                    "code": scene.code,
                    "area": scene.area,
                    "name": scene.name,
                    "needs_request": scene.needs_request,
                })
            })
            .collect();
        let cities: Vec<Region> = self
            .service
            .config
            .regions
            .iter()
            .map(|one| one.region)
            .filter(|region| !region.is_province())
            .collect();
        Ok(json!({
            "judges": "process",
            "place": settings.place,
            "places": cities,
            "warm_at": settings.began.plus(COLD_S),
            "scenes": scenes,
            "lists": verifier.held().iter().map(list).collect::<Vec<_>>(),
            "offline": self.network.is_off(),
            "clock_offset_s": self.clock.offset_s(),
            "folder": self.folder,
        }))
    }

    /// Judges a text. Never an error of the text: that is a verdict.
    ///
    /// # Errors
    /// A gate that could not be set up.
    pub async fn verify(&self, call: Verify) -> Result<Value, Fault> {
        let verifier = self.verifier().await?;
        let now = self.clock.now();
        let judged = tokio::task::spawn_blocking(move || {
            let Verify { text, scene, later_s } = call;
            let began = Instant::now();
            let verdict = match later_s {
                0 => verifier.verify(&text, scene),
                _ => verifier.verify_as_of(&text, scene, now.plus(later_s.into())),
            };
            let took_us = began.elapsed().as_micros();
            let took_us = u64::try_from(took_us).unwrap_or(u64::MAX);
            let unreadable = verdict.outcome == essc::model::verdict::Outcome::Unreadable;
            let hint = if unreadable { scanner::hint(&text) } else { None };
            json!({ "verdict": verdict, "hint": hint, "took_us": took_us })
        });
        judged.await.map_err(Fault::server)
    }

    /// Brings the lists up to date.
    ///
    /// # Errors
    /// A list that did not come or was refused; the others are there.
    pub async fn sync(&self) -> Result<Value, Fault> {
        let verifier = self.verifier().await?;
        let synced = verifier.sync(&*self.network, &self.source, None, &no_progress).await;
        let synced = synced.map_err(Fault::server)?;
        for one in &synced.documents {
            let text = match &one.outcome {
                ListOutcome::Updated | ListOutcome::Unchanged => continue,
                ListOutcome::Failed { .. } if self.network.is_off() => {
                    Localized::new("核验终端没有网络", "the gate has no network")
                }
                ListOutcome::Failed { reason } => {
                    Localized::new(format!("有名单没有取到（{reason}）"), reason.to_string())
                }
                ListOutcome::Refused { reason } => {
                    Localized::new(format!("有名单未通过校验（{reason}）"), reason.to_string())
                }
            };
            return Err(Fault::refused("lists", text));
        }
        Ok(json!({ "skew_s": synced.skew_s }))
    }

    /// Makes a request; the city vouches for the gate first, where it hasn't yet.
    ///
    /// # Errors
    /// A scene that needs no request, or an amount or purpose that can't be asked for.
    pub async fn ask(&self, call: Ask) -> Result<Value, Fault> {
        let verifier = self.verifier().await?;
        let scenes: Vec<SceneCode> = verifier
            .scenes()
            .iter()
            .filter(|scene| scene.needs_request)
            .map(|scene| scene.code)
            .collect();
        if !scenes.contains(&call.scene) {
            return Err(Fault::input(
                "scene",
                "此场景不需要场所的请求",
                "this scene needs no request",
            ));
        }
        let venue = self.venue(scenes).await?;
        let amount = call.amount_fen.map(i64::from);
        let purpose = call.purpose.map(|text| essc::base::text::tidy_blanks(&text));
        let purpose = purpose.filter(|text| !text.is_empty());
        let question = Question { amount, purpose, life: None };
        let asked = tokio::task::spawn_blocking(move || {
            verifier.request(&venue, call.scene, question).map_err(|error| {
                let failure = trouble::ask(&error);
                let said = |language| failure.text(language).to_owned();
                Fault::refused("request", Localized::new(said(Language::Zh), said(Language::En)))
            })
        });
        let request = asked.await.map_err(Fault::server)??;
        let request = if call.rogue { forgeries::rogue(&request)? } else { request };
        let text = request.to_text();
        let qr = QrCode::of(&text).map_err(Fault::server)?;
        let life_s = request.request.expires.since(request.request.issued_at);
        Ok(json!({ "text": text, "qr": qr.to_svg(SCALE), "life_s": life_s }))
    }

    /// The venue behind this gate, with a card that the city signs for its key.
    async fn venue(&self, scenes: Vec<SceneCode>) -> Result<Venue, Fault> {
        let keys =
            SoftwareKeyStore::in_directory(&self.folder.join(KEYS)).map_err(Fault::server)?;
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
        let info = match keys.info(VENUE_KEY.into()) {
            Ok(info) => info,
            Err(_) => keys
                .generate(VENUE_KEY.into(), policy, AttestationRequest::none())
                .map_err(Fault::server)?,
        };
        let bytes = info.public_key.as_slice().try_into().map_err(Fault::server)?;
        let public_key = PublicKey::from_uncompressed(bytes).map_err(Fault::server)?;
        let venue = venues::Venue {
            region: self.settings().place.city(),
            id: VENUE_ID.into(),
            name: VENUE_NAME.into(),
            scenes,
            public_key,
        };
        let (card, _) = self.service.add_venue(venue).await.map_err(Fault::server)?;
        let card = SignedVenueCard::from_cose(&card).map_err(Fault::server)?;
        Ok(Venue { card, keys: Arc::new(keys) })
    }

    /// Puts the gate into another city.
    ///
    /// # Errors
    /// A place that is no city of this sandbox; a folder that can't be used.
    pub async fn put_into(&self, call: Move) -> Result<Value, Fault> {
        let known = self.service.config.region(call.region).is_some();
        if !known || call.region.is_province() {
            return Err(Fault::input("region", "沙箱没有这个城市", "the sandbox has no such city"));
        }
        self.open_again(|settings| settings.place = call.region, false).await
    }

    /// A new gate in its place: without lists, and remembering nothing.
    ///
    /// # Errors
    /// A folder that can't be used.
    pub async fn replace(&self) -> Result<Value, Fault> {
        self.clock.set_offset_s(0);
        self.network.switch_off(false);
        self.open_again(|settings| settings.began = SystemClock.now(), true).await
    }

    async fn open_again(
        &self,
        change: impl FnOnce(&mut Settings),
        emptied: bool,
    ) -> Result<Value, Fault> {
        let mut held = Arc::clone(&self.verifier).write_owned().await;
        *held = None;
        if emptied {
            std::fs::remove_dir_all(&self.folder).map_err(Fault::server)?;
        }
        change(&mut self.settings.lock().unwrap_or_else(PoisonError::into_inner));
        let opened = self.open_verifier();
        *held = Some(opened.map_err(|failure| Fault::server(failure.text(Language::En)))?);
        Ok(json!({}))
    }
}

fn list(held: &ListState) -> Value {
    let (document, region, number) = match held.document {
        ListName::TrustList => ("trust_list", None, None),
        ListName::Status(uri) => ("status_list", Some(uri.region), Some(uri.number)),
        ListName::Catalogue(region) => ("catalogue", Some(region), None),
    };
    json!({
        "document": document,
        "region": region,
        "number": number,
        "as_of": held.as_of,
        "expires_at": held.expires_at,
        "freshness": held.freshness,
    })
}
