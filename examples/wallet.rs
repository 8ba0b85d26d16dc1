//! A wallet in one file: enrols a card over the network once, shows it as codes without one.
//!
//! `essc sandbox`, in another terminal, prints all that it takes, with an offer and its transaction code
//! for each of its made-up holders:
//!
//! ```sh
//! wallet() { cargo run --quiet --package essc-examples --bin wallet -- "$@"; }
//! wallet phone ROOT.jwk http://127.0.0.1:8440/trust-list 0501 'openid-credential-offer://…' 123456
//! wallet phone ROOT.jwk http://127.0.0.1:8440/trust-list 0501     # enrolled: another code
//! ```
//!
//! Prints the code's text, and on standard error what a person would see. A real app keeps its keys in
//! secure hardware: it implements `KeyStore` and `SecretStore` and leaves `sandbox` off.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use essc::wallet::Refresh;
use essc::{
    FileSecretStore, Language, PinnedRoot, ReqwestTransport, SoftwareKeyStore, SystemClock, Wallet,
    WalletConfig, WalletPorts,
};

const USAGE: &str = "usage: wallet FOLDER ROOT.jwk TRUST-LIST-URL SCENE [OFFER TX-CODE]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, root, trust_list, scene, rest @ ..] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let wallet = open(Path::new(folder), &std::fs::read(root)?, trust_list)?;
    match rest {
        [offer, tx_code] => {
            wallet.enroll(offer.clone(), Some(tx_code.clone())).await?;
        }
        // Cards are renewed long before they run out. Without a network they work on.
        _ => drop(wallet.refresh(Refresh::WhenDue).await?),
    }
    let cards = wallet.cards();
    let card = cards.first().ok_or("there is no card yet: enrol one with an offer")?;
    let code = wallet.present(&card.id, scene.parse()?)?;
    eprintln!("{}", code.qr.to_terminal());
    eprintln!("card of {}, shown for {scene}: {:?}", card.region, code.discloses.profile());
    if wallet.is_test() {
        eprintln!("a sandbox's: nothing here is legally valid");
    }
    println!("{}", code.text);
    Ok(())
}

fn open(folder: &Path, root: &[u8], trust_list: &str) -> Result<Wallet, Box<dyn Error>> {
    let root = PinnedRoot::from_jwk(root, 1)?;
    let mut config = WalletConfig::new(folder.join("vault"), trust_list, [root]);
    config.sandbox = true;
    config.language = Language::En;
    let ports = WalletPorts::new(
        Arc::new(SoftwareKeyStore::in_directory(&folder.join("keys"))?),
        Arc::new(FileSecretStore::in_directory(&folder.join("secrets"))?),
        Arc::new(SystemClock),
        Arc::new(ReqwestTransport::new()?),
    );
    Ok(Wallet::open(config, ports)?)
}
