//! The two calls that an app makes most, in Rust: the reference for the same calls from Kotlin and
//! Swift. Prints one JSON line a call, like the programs of the other languages: the median of single
//! calls, in nanoseconds.
//!
//! `ESSC_CLI` names the `essc` command, whose sandbox gives the card that is presented. Nothing in it
//! is anybody's. `cargo xtask bench` runs this beside the others.
#![allow(clippy::print_stdout, reason = "the lines are the product")]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::holder::{Wallet, WalletConfig, WalletPorts};
use essc::model::localized::Language;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::Outcome;
use essc::ports::clock::ManualClock;
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::key_store::Hardware;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::bundle::Bundle;
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

const ROUNDS: usize = 2000;
const WARM_UP: usize = 200;

/// Seconds that pass between two presented codes: a key signs for each second once.
const STEP_S: u64 = 60;

/// Codes of one card: it lives for days.
const PRESENTED: usize = 1000;

fn main() -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("essc-calls-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = verify(&folder).and_then(|ns| Ok((ns, present(&folder)?)));
    std::fs::remove_dir_all(&folder)?;
    let (verify, present) = measured?;
    for (call, ns) in [("verify", verify), ("present", present)] {
        println!("{}", json!({ "language": "rust", "call": call, "ns": ns }));
    }
    Ok(())
}

/// `verify_as_of` of an accepted vector whose issuer signature was checked before.
fn verify(folder: &Path) -> Result<u64, Failure> {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let read = |name: &str| std::fs::read_to_string(vectors.join(name));
    let vector: Value = serde_json::from_str(&read("accept/validity-at-a-museum.json")?)?;
    let now = UnixTime::from_secs(vector["now"].as_u64().ok_or("now")?);
    let root: Jwk = serde_json::from_str(&read("lists/root.jwk")?)?;
    let root = PinnedRoot::new(root.public_key()?, 1);
    let config = VerifierConfig::new(folder.join("gate"), Region::GUANGZHOU, [root]);
    let gate = Verifier::open(config, Arc::new(ManualClock::at(now)))?;
    let bundle = Bundle::parse(read("lists/bundle.json")?.as_bytes())?;
    gate.import_bundle(bundle.to_json().as_bytes())?;
    let text = vector["text"].as_str().ok_or("text")?;
    median(ROUNDS, WARM_UP, || {
        let verdict = black_box(gate.verify_as_of(black_box(text), SceneCode::new(501), now));
        let accepted = verdict.outcome == Outcome::Accepted;
        accepted.then_some(()).ok_or_else(|| format!("{:?}", verdict.reasons).into())
    })
}

/// `present` of a card that a real issuer issued, with a software key in memory.
fn present(folder: &Path) -> Result<u64, Failure> {
    let sandbox = Sandbox::start(&folder.join("sandbox"))?;
    let adult = |holder: &&Value| holder["role"] == "adult";
    let holders = sandbox.says["holders"].as_array().ok_or("holders")?;
    let holder = holders.iter().find(adult).ok_or("adult")?;
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("text");
    let root: Jwk = serde_json::from_value(sandbox.says["root"].clone())?;
    let config = WalletConfig {
        directory: folder.join("wallet"),
        account: String::new(),
        trust_list_url: text(&sandbox.says["trust_list"])?,
        roots: vec![PinnedRoot { key: root.public_key()?, least_seq: 1 }],
        sandbox: true,
        hardware: Hardware::Any,
        language: Language::Zh,
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let clock = Arc::new(ManualClock::at(UnixTime::from_secs(now)));
    let ports = WalletPorts {
        keys: Arc::new(SoftwareKeyStore::in_memory()),
        secrets: Arc::new(FileSecretStore::in_directory(&folder.join("secrets"))?),
        clock: clock.clone(),
        http: Arc::new(ReqwestTransport::new()?),
        observer: None,
    };
    let wallet = Wallet::open(config, ports)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let enroll = wallet.enroll(text(&holder["offer"])?, text(&holder["tx_code"]).ok());
    let card = runtime.block_on(enroll)?;
    median(PRESENTED, WARM_UP, || {
        clock.advance(STEP_S);
        black_box(wallet.present(&card, SceneCode::new(501))?);
        Ok(())
    })
}

fn median(
    rounds: usize,
    warm_up: usize,
    mut call: impl FnMut() -> Result<(), Failure>,
) -> Result<u64, Failure> {
    for _ in 0..warm_up {
        call()?;
    }
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        call()?;
        times.push(start.elapsed().as_nanos());
    }
    times.sort_unstable();
    Ok(u64::try_from(times[rounds / 2])?)
}

/// A running `essc sandbox`, ended with this object.
struct Sandbox {
    process: Child,
    says: Value,
}

impl Sandbox {
    fn start(data: &Path) -> Result<Self, Failure> {
        let cli = std::env::var("ESSC_CLI").map_err(|_| "ESSC_CLI must name the essc command")?;
        let mut process = Command::new(cli)
            .args(["sandbox", "--json", "--bind", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("no output")?;
        BufReader::new(output.take(1 << 20)).read_line(&mut line)?;
        let mut sandbox = Self { process, says: Value::Null };
        sandbox.says = serde_json::from_str(&line)?;
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
