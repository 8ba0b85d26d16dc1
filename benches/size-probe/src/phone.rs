//! A phone's whole use of the core, HTTP included.

use std::future::Future;
use std::hint::black_box;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use essc::gate::no_progress;
use essc::wallet::Refresh;
use essc::{
    FileSecretStore, PinnedRoot, QrCode, ReqwestTransport, SceneCode, SigningKey, SoftwareKeyStore,
    SyncSource, SystemClock, Wallet, WalletConfig, WalletPorts,
};

use crate::gate;

/// Opens, enrols, presents, renews; what comes out is not the point.
pub fn use_everything() -> Option<usize> {
    let directory = Path::new(black_box("wallet"));
    let root = PinnedRoot::new(SigningKey::generate().ok()?.public_key(), 1);
    let trust_list = black_box("https://card.example/trust-list");
    let mut config = WalletConfig::new(directory, trust_list, [root]);
    config.sandbox = black_box(true);
    let ports = WalletPorts::new(
        Arc::new(SoftwareKeyStore::in_directory(directory).ok()?),
        Arc::new(FileSecretStore::in_directory(directory).ok()?),
        Arc::new(SystemClock),
        Arc::new(ReqwestTransport::new().ok()?),
    );
    let transport = ReqwestTransport::new().ok()?;
    let source = SyncSource::new(black_box("https://card.example"));
    poll_once(gate::open()?.sync(&transport, &source, None, &no_progress));
    let wallet = Wallet::open(config, ports).ok()?;
    poll_once(wallet.enroll(black_box("openid-credential-offer://").into(), None));
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
