//! What the demonstration runs on: one issuer that can be switched off, one wallet, two gates, one clock, and the list of
//! steps.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use essc::crypto::PublicKey;
use essc::holder::{CardId, Code, Wallet, WalletConfig, WalletPorts};
use essc::model::localized::Language;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::clock::{Clock, ManualClock, SystemClock};
use essc::ports::durable_file;
use essc::ports::http::{HttpError, HttpRequest, HttpTransport as _, Method};
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::key_store::KeyStore;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::sync::{SyncSummary, no_progress};
use essc::verifier::{PinnedRoot, SyncSource, Venue, Verifier, VerifierConfig};
use essc_reference_issuer::{Config, ReferenceIssuer};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::demo::issuer::Running;
use crate::demo::ordinary_use::Elder;
use crate::demo::{Step, attempt};
use crate::failure::Failure;
use crate::issuer::operator;
use crate::terminal::answer;
use crate::{picture, runtime};

/// Where the venue of the demonstration stands: Tianhe, a district of Guangzhou.
pub const VENUE: &str = "440106";

/// Pixels of one module in the pictures.
const SCALE: u32 = 6;

/// A holder: a wallet with its cards.
pub struct Holder {
    /// The wallet.
    pub wallet: Wallet,
    /// Its keys, which a modified app can reach.
    pub keys: Arc<SoftwareKeyStore>,
    /// Its card on this phone.
    pub card: CardId,
    /// The card's number at the issuer.
    pub card_number: String,
}

/// The parts that the steps use.
pub struct Scenario {
    /// The time of all parts.
    pub clock: Arc<ManualClock>,
    /// The gate at the venue.
    pub gate: Option<Arc<Verifier>>,
    other_gate: Option<Arc<Verifier>>,
    /// The venue behind the gate.
    pub venue: Option<Venue>,
    /// An elder with everything loaded.
    pub elder: Option<Arc<Elder>>,
    /// An adult of level 1 without transit.
    pub limited: Option<Arc<Holder>>,
    steps: Vec<Step>,
    folder: tempfile::TempDir,
    out: Option<PathBuf>,
    talk: bool,
    language: Language,
    port: u16,
    root: PublicKey,
    token: String,
    running: Option<Running>,
    transport: Arc<ReqwestTransport>,
    wallets: u32,
}

impl Scenario {
    /// Makes an issuer on a free loopback port with a fresh database, and starts it.
    ///
    /// # Errors
    /// No port, no room for files.
    pub async fn set_up(
        out: Option<PathBuf>,
        talk: bool,
        language: Language,
    ) -> Result<Self, Failure> {
        if let Some(out) = &out {
            std::fs::create_dir_all(out).map_err(|e| Failure::file(out, &e))?;
        }
        let folder = tempfile::tempdir().map_err(Failure::of_demo)?;
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Failure::of_demo)?;
        let port = listener.local_addr().map_err(Failure::of_demo)?.port();
        let data = folder.path().join("issuer");
        let config = Config::sandbox(format!("http://127.0.0.1:{port}"));
        let token = ReferenceIssuer::init(&data, config, clock.clone());
        let token = token.await.map_err(Failure::of_demo)?.as_str().to_owned();
        let (running, root) = Running::start(&data, clock.clone(), listener).await?;
        let mut scenario = Self {
            clock,
            gate: None,
            other_gate: None,
            venue: None,
            elder: None,
            limited: None,
            steps: Vec::new(),
            folder,
            out,
            talk,
            language,
            port,
            root,
            token,
            running: Some(running),
            transport: Arc::new(runtime::transport()?),
            wallets: 0,
        };
        let said = format!("a reference issuer runs at {} on a fresh SQLite file", scenario.url());
        scenario.say(&said);
        scenario.gate = Some(scenario.open_gate("gate-a")?);
        scenario.other_gate = Some(scenario.open_gate("gate-b")?);
        Ok(scenario)
    }

    /// The steps that were taken.
    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// The elder, once enrolled.
    ///
    /// # Errors
    /// Steps out of order.
    pub fn elder(&self) -> Result<Arc<Elder>, Failure> {
        self.elder.clone().ok_or_else(|| Failure::of_demo("nobody is enrolled yet"))
    }

    /// The adult, once enrolled.
    ///
    /// # Errors
    /// Steps out of order.
    pub fn limited(&self) -> Result<Arc<Holder>, Failure> {
        self.limited.clone().ok_or_else(|| Failure::of_demo("nobody is enrolled yet"))
    }

    /// Where the issuer is reached.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Tells a person what is going on.
    pub fn say(&self, text: &str) {
        if self.talk {
            answer!("· {text}");
        }
    }

    /// Notes what came of a step.
    pub fn note(&mut self, name: &str, expected: &'static str, got: impl Into<String>) {
        let got = got.into();
        if self.talk {
            answer!("  {} — {got}", name);
        }
        self.steps.push(Step { name: name.into(), expected, got });
    }

    /// The issuer's folder.
    pub fn issuer_folder(&self) -> PathBuf {
        self.folder.path().join("issuer")
    }

    /// Writes a file of the issuer's, which it reads when it starts.
    ///
    /// # Errors
    /// No room.
    pub fn configure_issuer(&self, name: &str, text: &str) -> Result<(), Failure> {
        let file = self.issuer_folder().join(name);
        durable_file::replace(&file, text.as_bytes()).map_err(|e| Failure::file(&file, &e))
    }

    /// How many holders there are.
    pub const fn holders(&self) -> u32 {
        self.wallets
    }

    /// Starts the issuer on the port it had.
    ///
    /// # Errors
    /// The port was taken meanwhile.
    pub async fn start_issuer(&mut self) -> Result<(), Failure> {
        let listener =
            TcpListener::bind(("127.0.0.1", self.port)).await.map_err(Failure::of_demo)?;
        let data = self.issuer_folder();
        let (running, _) = Running::start(&data, self.clock.clone(), listener).await?;
        self.running = Some(running);
        self.say("the issuer is switched on");
        Ok(())
    }

    /// Stops the issuer and waits until it is gone.
    pub async fn stop_issuer(&mut self) {
        let Some(running) = self.running.take() else { return };
        running.stop().await;
        self.say("the issuer is switched off");
    }

    /// Asks the issuer for the time; the status of its answer.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn probe_issuer(&self) -> Result<i32, HttpError> {
        let request = HttpRequest {
            method: Method::Get,
            url: format!("{}/trust-list/time", self.url()),
            headers: Vec::new(),
            body: Vec::new(),
            max_response_bytes: 1024,
            timeout: Duration::from_secs(5),
        };
        self.transport.send(request).await.map(|answer| answer.status)
    }

    /// An operator's call.
    ///
    /// # Errors
    /// The issuer's refusal.
    pub async fn operate(&self, path: &str, body: Value) -> Result<Value, Failure> {
        operator::post(&self.url(), path, &self.token, &body).await
    }

    fn out_file(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let folder = self.out.as_deref().unwrap_or(self.folder.path());
        let file = folder.join(name);
        durable_file::replace(&file, bytes).map_err(|e| Failure::file(&file, &e))?;
        Ok(file)
    }

    /// Opens a gate's verifier in a folder of its own; an open one of the same name is in the way.
    ///
    /// # Errors
    /// The folder can't be used.
    pub fn open_gate(&self, name: &str) -> Result<Arc<Verifier>, Failure> {
        let venue: Region = VENUE.parse().map_err(Failure::of_demo)?;
        let root = PinnedRoot::new(self.root, 1);
        let config = VerifierConfig::new(self.folder.path().join(name), venue, [root]);
        Verifier::open(config, self.clock.clone()).map(Arc::new).map_err(Failure::of_demo)
    }

    /// The gate at the venue.
    ///
    /// # Errors
    /// Steps out of order.
    pub fn gate(&self) -> Result<Arc<Verifier>, Failure> {
        self.gate.clone().ok_or_else(|| Failure::of_demo("the gate is not open"))
    }

    /// Another gate, with the same lists.
    ///
    /// # Errors
    /// Steps out of order.
    pub fn other_gate(&self) -> Result<Arc<Verifier>, Failure> {
        self.other_gate.clone().ok_or_else(|| Failure::of_demo("the other gate is not open"))
    }

    /// Brings a gate's lists up to date over HTTP: [`attempt::SYNCED`], or the first thing that went wrong.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub async fn sync(&self, gate: &Verifier) -> Result<String, Failure> {
        Ok(attempt::sync(&self.report(gate, None).await?))
    }

    /// Syncs a gate that has a venue card: the outcome of the card's renewal, in capitals.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub async fn renew(&self, gate: &Verifier, venue: &Venue) -> Result<String, Failure> {
        let report = self.report(gate, Some(venue)).await?;
        let card = report.venue_card.map(|card| card.outcome.code().to_uppercase());
        Ok(card.unwrap_or_else(|| "NO_VENUE".into()))
    }

    async fn report(&self, gate: &Verifier, venue: Option<&Venue>) -> Result<SyncSummary, Failure> {
        let trust_list = format!("{}/trust-list", self.url());
        let source = SyncSource { time: Some(format!("{trust_list}/time")), trust_list };
        let report = gate.sync(self.transport.as_ref(), &source, venue, &no_progress).await;
        report.map_err(Failure::of_demo)
    }

    /// Adds a made-up holder at the issuer and enrols the card in a new wallet, over HTTP.
    ///
    /// # Errors
    /// A refusal of the issuer or of the wallet.
    pub async fn enroll(&mut self, holder: Value) -> Result<Holder, Failure> {
        let keys = Arc::new(SoftwareKeyStore::in_memory());
        self.enroll_on(holder, keys.clone(), keys).await
    }

    /// The same on a phone whose key store `store` keeps its keys in `keys`.
    ///
    /// # Errors
    /// As [`Self::enroll`].
    pub async fn enroll_on(
        &mut self,
        holder: Value,
        keys: Arc<SoftwareKeyStore>,
        store: Arc<dyn KeyStore>,
    ) -> Result<Holder, Failure> {
        let added = self.operate("holders", holder).await?;
        let card_number = added["card_number"].as_str().unwrap_or_default().to_owned();
        let offer = self.operate("offers", json!({ "card_number": card_number })).await?;
        self.wallets += 1;
        let folder = self.folder.path().join(format!("wallet-{}", self.wallets));
        let root = PinnedRoot::new(self.root, 1);
        let mut config = WalletConfig::new(folder, format!("{}/trust-list", self.url()), [root]);
        config.sandbox = true;
        config.language = self.language;
        let ports = WalletPorts::new(
            store,
            Arc::new(InMemorySecretStore::default()),
            self.clock.clone(),
            self.transport.clone(),
        );
        let wallet = Wallet::open(config, ports).map_err(Failure::of_demo)?;
        let uri = offer["offer"].as_str().unwrap_or_default().to_owned();
        let tx_code = offer["tx_code"].as_str().map(str::to_owned);
        // From here on the wallet needs no network.
        let card = wallet.enroll(uri, tx_code).await.map_err(Failure::of_demo)?;
        Ok(Holder { wallet, keys, card, card_number })
    }

    /// Draws a code, keeps picture and text, and reads the picture back with a decoder that is not
    /// ours.
    ///
    /// # Errors
    /// A picture that can't be written.
    pub fn photograph(&self, name: &str, code: &Code) -> Result<String, Failure> {
        let file = self.out_file(&format!("{name}.png"), &code.qr.to_png(SCALE))?;
        self.out_file(&format!("{name}.txt"), code.text.as_bytes())?;
        picture::read_qr(&file)?.map_err(Failure::of_demo)
    }

    /// Shows a code in the terminal.
    pub fn show_in_terminal(&self, code: &Code) {
        if self.talk {
            answer!("{}", code.qr.to_terminal());
        }
    }

    /// Judges a text at the first gate and notes what came of it.
    pub fn scan(&mut self, name: &str, expected: &'static str, text: &str, scene: u16) {
        let got = match &self.gate {
            Some(gate) => attempt::verdict(&gate.verify(text, SceneCode::new(scene))),
            None => "NO_GATE".into(),
        };
        self.note(name, expected, got);
    }
}
