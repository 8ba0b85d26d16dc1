//! A city: an issuer that runs, and the folders of a wallet and a gate that its people use, each command
//! a process of its own.

use std::net::TcpListener;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, Service, arg, essc, essc_as_operator};

/// An issuer that runs, and folders for a wallet and a gate.
pub struct City {
    pub directory: TempDir,
    url: String,
    token: String,
    /// None: the issuer is off.
    pub serving: Option<Service>,
}

impl City {
    pub fn found() -> Self {
        Self::found_with(|_| {})
    }

    /// A city whose settings were changed before its issuer runs.
    pub fn found_with(change: impl FnOnce(&mut Value)) -> Self {
        let directory = tempfile::tempdir().expect("directory");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("address");
        let url = format!("http://{port}");
        let data = directory.path().join("issuer");
        let init = essc(&["issuer", "init", "--data", arg(&data), "--base-url", &url]).ends_with(0);
        let token = init.line().to_owned();
        let file = data.join("config.json");
        let settings = std::fs::read(&file).expect("settings");
        let mut settings = serde_json::from_slice(&settings).expect("JSON");
        change(&mut settings);
        std::fs::write(&file, settings.to_string()).expect("written");
        let mut city = Self { directory, url, token, serving: None };
        city.serve();
        city
    }

    /// Kills the issuer, if it runs, and starts it on what it left.
    pub fn serve(&mut self) {
        self.serving = None;
        let data = self.folder("issuer");
        let bind = self.url.trim_start_matches("http://");
        let args = ["issuer", "serve", "--data", arg(&data), "--bind", bind];
        self.serving = Some(Service::start(&args));
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// An operator's call that the issuer refuses.
    pub fn refuse(&self, call: &str, args: &[&str]) -> Run {
        let all = [&["--lang", "en", "issuer", call, "--url", &self.url], args].concat();
        essc_as_operator(&self.token, &all).ends_with(3)
    }

    /// An operator's call that is answered.
    pub fn operate(&self, call: &str, args: &[&str]) -> Value {
        let all = [&["issuer", call, "--url", &self.url], args].concat();
        essc_as_operator(&self.token, &all).ends_with(0).json()
    }

    pub fn wallet(&self, args: &[&str]) -> Run {
        let data = self.folder("wallet");
        essc(&[&["--lang", "en", "wallet", "--data", arg(&data)], args].concat())
    }

    /// The same in the language of who doesn't ask for one.
    pub fn wallet_in_chinese(&self, args: &[&str]) -> Run {
        let data = self.folder("wallet");
        essc(&[&["wallet", "--data", arg(&data)], args].concat())
    }

    pub fn gate(&self, args: &[&str]) -> Run {
        let data = self.folder("gate");
        essc(&[&["--lang", "en", "gate", "--data", arg(&data)], args].concat())
    }

    pub fn trust_list(&self) -> String {
        format!("{}/trust-list", self.url)
    }

    /// Sets the wallet up and enrols a made-up holder's card; answers with the card's number.
    pub fn enroll(&self) -> String {
        let root = self.folder("issuer").join("root.jwk");
        let url = self.trust_list();
        let init = ["init", "--root", arg(&root), "--trust-list", &url, "--sandbox"];
        let set_up = self.wallet(&init).ends_with(0);
        assert!(set_up.err.contains("no hardware protection"), "{set_up:?}");
        let added = self.operate("add-holder", &["--region", "440100"]);
        let number = added["card_number"].as_str().expect("number").to_owned();
        let offer = self.operate("offer", &[&number]);
        let [uri, tx_code] =
            ["offer", "tx_code"].map(|name| offer[name].as_str().expect(name).to_owned());
        let without = self.wallet(&["enroll", &uri]).ends_with(3);
        assert!(without.err.contains("transaction code"), "{without:?}");
        let (pasted, typed) = (format!("  '{uri}'\r\n"), format!(" {tx_code}\n"));
        let card = self.wallet(&["enroll", &pasted, "--tx-code", &typed]).ends_with(0);
        assert_eq!(card.line().len(), 16, "{card:?}");
        number
    }

    /// Sets the gate up as a hospital of the city, and syncs it.
    pub fn open_hospital(&self) {
        let root = self.folder("issuer").join("root.jwk");
        let key = self.gate(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
        let venue = ["--region", "440100", "--id", "hospital-1", "--name", "第一医院"];
        let added = self
            .operate("add-venue", &[&venue[..], &["--scenes", "0302,0901", key.line()]].concat());
        let file = self.folder("venue-card.txt");
        let card = added["venue_card"].as_str().expect("card");
        std::fs::write(&file, card).expect("written");
        self.gate(&["venue-card", arg(&file)]).ends_with(0);
        let synced = self.gate(&["sync", &self.trust_list()]).ends_with(0);
        assert!(synced.out.contains("trust list  updated"), "{synced:?}");
    }

    pub fn now() -> String {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970");
        since.as_secs().to_string()
    }
}
