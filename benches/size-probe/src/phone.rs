//! A phone's whole use of the core, HTTP included.

use std::future::Future;
use std::hint::black_box;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use essc::crypto::SigningKey;
use essc::holder::{QrCode, Refresh, Wallet, WalletConfig, WalletPorts};
use essc::model::localized::Language;
use essc::model::scene::SceneCode;
use essc::ports::clock::SystemClock;
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::key_store::Hardware;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::trust::PinnedRoot;
use essc::verifier::SyncSource;
use essc::verifier::sync::no_progress;

use crate::gate;

/// Opens, enrols, presents, renews; what comes out is not the point.
pub fn use_everything() -> Option<usize> {
    let directory = Path::new(black_box("wallet"));
    let config = WalletConfig {
        directory: directory.to_owned(),
        account: String::new(),
        trust_list_url: black_box("https://card.example/trust-list").into(),
        roots: vec![PinnedRoot { key: SigningKey::generate().ok()?.public_key(), least_seq: 1 }],
        sandbox: black_box(true),
        hardware: Hardware::Any,
        language: Language::Zh,
    };
    let ports = WalletPorts {
        keys: Arc::new(SoftwareKeyStore::in_directory(directory).ok()?),
        secrets: Arc::new(FileSecretStore::in_directory(directory).ok()?),
        clock: Arc::new(SystemClock),
        http: Arc::new(ReqwestTransport::new().ok()?),
        observer: None,
    };
    let transport = ReqwestTransport::new().ok()?;
    let source = SyncSource { trust_list: black_box("https://card.example").into(), time: None };
    poll_once(gate::open()?.sync(&transport, &source, None, &no_progress));
    let wallet = Wallet::open(config, ports).ok()?;
    poll_once(wallet.enrol(black_box("openid-credential-offer://").into(), None));
    poll_once(wallet.refresh(Refresh::WhenDue));
    let request = wallet.read_request(black_box("SSCQ1:")).ok();
    let card = &wallet.cards().into_iter().next()?.id;
    poll_once(wallet.unbind(card));
    let code = match &request {
        Some(request) => wallet.answer(card, request).ok()?,
        None => wallet.present(card, SceneCode::new(black_box(501))).ok()?,
    };
    let qr = QrCode::of(&code.text).ok()?;
    Some(qr.to_png(4).len() + qr.to_svg(4).len())
}

fn poll_once(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}
