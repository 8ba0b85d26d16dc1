//! What lies on disk, and what is left of it when the service is killed.

use std::fs;

use essc::base::hex;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Wallet, offer};
use essc_testkit::issuer::{Issuer, files};
use serde_json::json;

#[test]
fn no_key_token_or_code_stands_in_the_database() {
    let mut issuer = Issuer::start();
    let (wallet, tokens, card) = Wallet::enrolled(&issuer);
    for configuration in CONFIGURATIONS {
        wallet.credential(&tokens, configuration);
    }
    let open = offer(&issuer, &card);
    issuer.kill();

    let keys: Vec<_> =
        ["keys", "root"].iter().flat_map(|f| files(&issuer.data().join(f))).collect();
    assert!(keys.len() >= 11, "nine issuer keys, the root and the service's secret");
    let mut secrets: Vec<Vec<u8>> = Vec::new();
    for file in keys {
        let text = fs::read_to_string(file).expect("read");
        secrets.push(hex::decode(&text).expect("hexadecimal"));
        secrets.push(text.into_bytes());
    }
    for token in [&tokens.access, &tokens.refresh, &open.code, &issuer.operator_token] {
        secrets.push(token.clone().into_bytes());
        secrets.push(essc::base::base64url::decode(token).expect("base64url"));
    }
    let mut holds_the_card = false;
    // The log first: a connection that is still closing moves what is in it into the database.
    for name in ["issuer.sqlite-wal", "issuer.sqlite", "config.json"] {
        let Ok(bytes) = fs::read(issuer.data().join(name)) else { continue };
        let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!secrets.iter().any(|secret| holds(secret)), "{name} holds a secret");
        holds_the_card |= holds(card.as_bytes());
    }
    assert!(holds_the_card, "the files that were looked through are the ones that are written");
}

#[test]
fn a_killed_service_comes_back_with_everything_it_answered_for() {
    let mut issuer = Issuer::start();
    let card = issuer.holder();
    let open = offer(&issuer, &card);
    issuer.kill();
    issuer.restart();
    let everyday = {
        let wallet = Wallet::new(&issuer);
        let tokens = wallet.redeem(&open);
        wallet.credential(&tokens, "essc-validity");
        (wallet.everyday, wallet.identity, tokens)
    };
    let trust = issuer.trust().seq();
    issuer.kill();
    issuer.restart();
    assert!(issuer.trust().seq() >= trust);
    let (key, identity, tokens) = everyday;
    let mut wallet = Wallet::new(&issuer);
    (wallet.everyday, wallet.identity) = (key, identity);
    wallet.fetch_nonce();
    assert_eq!(wallet.try_renew(&tokens, "essc-validity").status, 200);
    let again = wallet.try_redeem(&open.code, open.tx_code.as_deref());
    assert_eq!(again.error(), (400, "invalid_grant".to_owned(), Some("offer_dead".to_owned())));
}

#[test]
fn a_redemption_cut_off_by_a_kill_happened_wholly_or_not_at_all() {
    // The service is killed at a moment no one chose while redemptions run; whatever the moment,
    // an offer is afterwards either still good or was redeemed.
    let mut issuer = Issuer::start();
    let card = issuer.holder();
    let offers: Vec<_> = (0..8).map(|_| offer(&issuer, &card)).collect();
    let address = issuer.address;
    let requests: Vec<Vec<u8>> = offers
        .iter()
        .map(|offer| {
            let wallet = Wallet::new(&issuer);
            wallet.fetch_nonce();
            let dpop = wallet.dpop_with("POST", "token", None, |_| {});
            let tx_code = offer.tx_code.as_deref().unwrap_or_default();
            let body = format!(
                "grant_type={}&pre-authorized_code={}&tx_code={tx_code}",
                essc_testkit::issuer::handmade_wallet::PRE_AUTHORIZED, offer.code
            );
            format!(
                "POST /440100/token HTTP/1.1\r\nHost: {address}\r\nDPoP: {dpop}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        })
        .collect();
    let connections: Vec<_> = requests
        .iter()
        .map(|request| {
            use std::io::Write as _;
            let mut stream = std::net::TcpStream::connect(address).expect("connected");
            stream.write_all(request).expect("sent");
            stream
        })
        .collect();
    issuer.kill();
    let answered = connections.into_iter().map(|mut stream| {
        use std::io::Read as _;
        let mut answer = Vec::new();
        // A cut connection is what this is about.
        let _ = stream.read_to_end(&mut answer);
        answer.starts_with(b"HTTP/1.1 200")
    });
    let answered: Vec<bool> = answered.collect();
    issuer.restart();
    for (offer, answered) in offers.iter().zip(answered) {
        let wallet = Wallet::new(&issuer);
        let answer = wallet.try_redeem(&offer.code, offer.tx_code.as_deref());
        if answer.status == 200 {
            assert!(!answered, "an offer that was answered for is not redeemed again");
        } else {
            assert_eq!(
                answer.error(),
                (400, "invalid_grant".to_owned(), Some("offer_dead".to_owned()))
            );
        }
    }
    issuer.operate("publish", json!({}));
}

#[test]
fn a_folder_that_holds_an_issuer_is_not_made_again() {
    let issuer = Issuer::start();
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let config = essc_reference_issuer::Config::sandbox(&issuer.base_url);
    let data = issuer.data();
    let made = essc_reference_issuer::ReferenceIssuer::init(&data, config, issuer.clock.clone());
    let refused = runtime.block_on(made);
    assert!(matches!(refused, Err(essc_reference_issuer::IssuerError::Exists(_))));
}

#[test]
fn keys_that_others_can_read_keep_the_service_from_starting() {
    let mut issuer = Issuer::start();
    issuer.stop();
    let key = files(&issuer.data().join("keys")).into_iter().next().expect("a key");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(&key, mode).expect("mode");
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let data = issuer.data();
    let opened = essc_reference_issuer::ReferenceIssuer::open(&data, issuer.clock.clone());
    assert!(runtime.block_on(opened).is_err());
}
