//! The reference issuer, real HTTP and a real SQLite file, in a temporary folder: it can be stopped,
//! killed, started again, and moved in time.

pub mod handmade_wallet;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::region::Region;
use essc::ports::clock::{Clock, ManualClock};
use essc::trust::trust_list::VerifiedTrustList;
use essc_reference_issuer::{Config, ReferenceIssuer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http_client::{Answer, send};
use crate::stored;

/// 2027-01-15, a Friday.
pub const START: u64 = 1_800_000_000;

/// An issuer that serves; killed when dropped.
pub struct Issuer {
    runtime: Runtime,
    dir: tempfile::TempDir,
    /// The clock that it goes by.
    pub clock: Arc<ManualClock>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The same as a URL, without a slash at the end.
    pub base_url: String,
    /// What its operator is known by.
    pub operator_token: String,
    root: Option<PublicKey>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Issuer {
    /// A sandbox with the settings that one has, from [`START`] on.
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// An issuer whose sandbox settings were changed first.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let runtime = Runtime::new().expect("runtime");
        let dir = tempfile::tempdir().expect("folder");
        let clock = Arc::new(ManualClock::at(UnixTime::from_secs(START)));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("address");
        let base_url = format!("http://{address}");
        let mut config = Config::sandbox(&base_url);
        change(&mut config);
        let data = dir.path().join("data");
        let init = ReferenceIssuer::init(&data, config, clock.clone());
        let token = runtime.block_on(init).expect("made");
        let mut issuer = Self {
            runtime,
            dir,
            clock,
            address,
            base_url,
            operator_token: token.as_str().to_owned(),
            root: None,
            running: None,
        };
        issuer.serve(listener);
        issuer
    }

    /// An issuer on a copy of the folder that another one left, at a time, with its operator's token.
    pub fn of(folder: &Path, now: UnixTime, operator_token: &str) -> Self {
        let runtime = Runtime::new().expect("runtime");
        let dir = tempfile::tempdir().expect("folder");
        let data = dir.path().join("data");
        stored::copy(folder, &data);
        let config = std::fs::read(data.join("config.json")).expect("a configuration");
        let config: Value = serde_json::from_slice(&config).expect("JSON");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let mut issuer = Self {
            runtime,
            dir,
            clock: Arc::new(ManualClock::at(now)),
            address: listener.local_addr().expect("address"),
            base_url: text(&config["base_url"]),
            operator_token: operator_token.to_owned(),
            root: None,
            running: None,
        };
        issuer.serve(listener);
        issuer
    }

    fn serve(&mut self, listener: TcpListener) {
        let data = self.data();
        let open = ReferenceIssuer::open(&data, self.clock.clone());
        let service = self.runtime.block_on(open).expect("opened");
        self.root = service.root_key().ok().or(self.root);
        let (stop, stopped) = oneshot::channel();
        let task = self.runtime.spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            service.serve(listener, stop).await.expect("served");
        });
        self.running = Some((stop, task));
    }

    /// Kills the service: no request is finished, nothing is tidied up.
    pub fn kill(&mut self) {
        if let Some((_stop, task)) = self.running.take() {
            task.abort();
            let _ = self.runtime.block_on(task);
        }
    }

    /// Lets the service finish what it began.
    pub fn stop(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            stop.send(()).expect("still running");
            self.runtime.block_on(task).expect("stopped in order");
        }
    }

    /// Starts the service again on its folder and address.
    pub fn restart(&mut self) {
        let listener = self.runtime.block_on(TcpListener::bind(self.address)).expect("the port");
        self.serve(listener);
    }

    /// The root's public key.
    pub fn root(&self) -> PublicKey {
        self.root.expect("opened")
    }

    /// The issuer's own folder.
    pub fn data(&self) -> std::path::PathBuf {
        self.dir.path().join("data")
    }

    /// What its clock says.
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// What it answers to a GET of a path.
    pub fn get(&self, path: &str) -> Answer {
        send(self.address, "GET", path, &[], &[])
    }

    /// An operator's call that must succeed.
    pub fn operate(&self, call: &str, body: Value) -> Value {
        let answer = self.try_operate(call, body);
        assert_eq!(answer.status, 200, "{call}: {}", answer.text());
        answer.json()
    }

    /// An operator's call.
    pub fn try_operate(&self, call: &str, body: Value) -> Answer {
        let authorization = format!("Bearer {}", self.operator_token);
        let headers = [("Authorization", authorization.as_str())];
        let path = format!("/operator/{call}");
        send(self.address, "POST", &path, &headers, body.to_string().as_bytes())
    }

    /// A made-up holder of a Guangzhou card; answers with the card number.
    pub fn holder(&self) -> String {
        let body = json!({ "region": Region::GUANGZHOU, "generated": true });
        text(&self.operate("holders", body)["card_number"])
    }

    /// The published trust list, verified under the root.
    pub fn trust(&self) -> VerifiedTrustList {
        let answer = self.get("/trust-list");
        VerifiedTrustList::verify(answer.text(), &self.root(), self.now())
            .expect("a good trust list")
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A text of an answer in JSON.
pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder");
    entries
        .map(|entry| entry.expect("entry").path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
