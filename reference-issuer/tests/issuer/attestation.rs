//! Keys that are proved to be in hardware, from the proof to the card, and what becomes of their level.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::hex;
use essc::crypto::SigningKey;
use essc::crypto::digest::sha256;
use essc::model::functions::KeyProtection::{self, SecureElement, Software, TrustedEnvironment};
use essc::wire::card::SignedCard;
use essc::wire::jws::{self, JoseHeader};
use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_reference_issuer::revocation_copy;
use essc_sandbox_attestation::{
    App, AttestationAuthority, KeyToAttest, Level, Phone, revocation_list,
};
use essc_testkit::http_client::Answer;
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{Tokens, Wallet, card, request};
use serde_json::{Value, json};

const DAY: u64 = 86_400;
const SIGNATURE: [u8; 32] = [0x5a; 32];

/// An issuer whose policy believes an authority of the test's.
struct Attesting {
    issuer: Issuer,
    authority: AttestationAuthority,
}

impl Attesting {
    fn start(required: bool) -> Self {
        let mut issuer = Issuer::start();
        let authority = AttestationAuthority::generate().expect("a root");
        issuer.stop();
        let policy = format!(
            "required = {required}\n[android]\nroots = [\"{}\"]\n[[android.apps]]\n\
             package = \"cn.example.card\"\nsignatures = [\"{}\"]\n",
            hex::encode(&authority.root_fingerprint()),
            hex::encode(&SIGNATURE)
        );
        std::fs::write(issuer.data().join(POLICY_FILE), policy).expect("written");
        issuer.restart();
        Self { issuer, authority }
    }

    /// Gives the issuer a revocation list of this moment, which it has read when it runs again.
    fn mirror(&mut self, serials: &[&str]) {
        let list = revocation_list(serials.iter().copied());
        let (folder, now) = (self.issuer.data(), self.issuer.now());
        revocation_copy::replace(&folder, list.as_bytes(), now).expect("taken");
        self.issuer.stop();
        self.issuer.restart();
    }

    /// A request for a credential with a phone's chain.
    fn ask(
        &self,
        wallet: &Wallet<'_>,
        tokens: &Tokens,
        configuration: &str,
        phone: &Phone,
    ) -> Answer {
        let key = wallet.key_of(configuration);
        let nonce = wallet.c_nonce();
        let point = key.public_key();
        let attested = KeyToAttest {
            public_key: point.uncompressed(),
            challenge: &sha256(nonce.as_bytes()),
            is_for_each_use: !configuration.contains("validity"),
        };
        let chain = self.authority.attest(phone, &attested, self.issuer.now().into());
        let proof = attested_proof(wallet, key, &nonce, &chain.expect("a chain"));
        wallet.credential_with(tokens, &request(configuration, &proof))
    }

    /// What the operator sees of the everyday key of a card's only device.
    fn everyday_key(&self, card_number: &str) -> Value {
        let answer = self.issuer.operate("cards/devices", json!({ "card_number": card_number }));
        answer["devices"][0]["everyday_key"].clone()
    }
}

fn attested_proof(wallet: &Wallet<'_>, key: &SigningKey, nonce: &str, chain: &[Vec<u8>]) -> String {
    let claims = json!({ "aud": wallet.audience(), "iat": wallet.issuer.now(), "nonce": nonce });
    let x5c = Some(chain.iter().map(|one| STANDARD.encode(one)).collect());
    let named = JoseHeader::proof("openid4vci-proof+jwt", &key.public_key());
    jws::sign(&JoseHeader { jwk: None, x5c, ..named }, &claims, key)
}

fn phone(level: Level) -> Phone {
    let app = App { package: "cn.example.card".into(), signature: SIGNATURE };
    Phone::new(0x00c0_ffee, level, app)
}

fn protection(card: &SignedCard) -> KeyProtection {
    card.card.functions.key_protection()
}

/// The protection that a card renewed after some days states.
fn renewed_after(wallet: &Wallet<'_>, tokens: &mut Tokens, days: u64) -> KeyProtection {
    wallet.issuer.clock.advance(days * DAY);
    wallet.fetch_nonce();
    *tokens = Tokens::of(&wallet.try_refresh(&tokens.refresh));
    protection(&card(&wallet.try_renew(tokens, "essc-validity")))
}

#[test]
fn a_key_is_proved_once_and_all_its_cards_say_so() {
    let mut attesting = Attesting::start(false);
    attesting.mirror(&[]);
    let (wallet, mut tokens, number) = Wallet::enrolled(&attesting.issuer);
    let strong = phone(Level::StrongBox);
    let first = card(&attesting.ask(&wallet, &tokens, "essc-validity", &strong));
    assert_eq!(protection(&first), SecureElement);
    let second = wallet.credential(&tokens, "essc-entitlement");
    assert_eq!(protection(&second), SecureElement, "proved by the first proof of the key");
    let other = wallet.credential(&tokens, "essc-masked");
    assert_eq!(protection(&other), Software, "another key, of which nothing was said");
    let seen = attesting.everyday_key(&number);
    assert_eq!(seen, json!({ "protection": 2, "refusal": null }));
    assert_eq!(renewed_after(&wallet, &mut tokens, 5), SecureElement, "with a list of 5 days ago");
}

#[test]
fn a_key_that_was_judged_without_a_current_list_waits_for_one() {
    let mut attesting = Attesting::start(false);
    let app = phone(Level::TrustedEnvironment);
    let kept = {
        let (wallet, tokens, _) = Wallet::enrolled(&attesting.issuer);
        let first = card(&attesting.ask(&wallet, &tokens, "essc-validity", &app));
        assert_eq!(protection(&first), Software, "pending");
        let Wallet { everyday, identity, .. } = wallet;
        (everyday, identity, tokens)
    };
    attesting.mirror(&[]);
    let mut wallet = Wallet::new(&attesting.issuer);
    let mut tokens = kept.2;
    (wallet.everyday, wallet.identity) = (kept.0, kept.1);
    assert_eq!(renewed_after(&wallet, &mut tokens, 0), TrustedEnvironment, "settled");
    assert_eq!(renewed_after(&wallet, &mut tokens, 6), TrustedEnvironment, "for good");
}

#[test]
fn a_certificate_that_is_revoked_later_costs_the_level_at_the_next_renewal() {
    let mut attesting = Attesting::start(false);
    attesting.mirror(&[]);
    let strong = phone(Level::StrongBox);
    let kept = {
        let (wallet, tokens, _) = Wallet::enrolled(&attesting.issuer);
        let first = card(&attesting.ask(&wallet, &tokens, "essc-validity", &strong));
        assert_eq!(protection(&first), SecureElement);
        let Wallet { everyday, .. } = wallet;
        (everyday, tokens)
    };
    attesting.issuer.clock.advance(1);
    attesting.mirror(&[&strong.serial_text()]);
    let mut wallet = Wallet::new(&attesting.issuer);
    wallet.everyday = kept.0;
    let mut tokens = kept.1;
    assert_eq!(renewed_after(&wallet, &mut tokens, 0), Software);
    attesting.issuer.clock.advance(1);
    assert_eq!(renewed_after(&wallet, &mut tokens, 3), Software);
}

#[test]
fn evidence_that_is_refused_costs_the_level_and_the_operator_sees_why() {
    let mut attesting = Attesting::start(false);
    attesting.mirror(&[]);
    let (wallet, tokens, number) = Wallet::enrolled(&attesting.issuer);
    let unlocked = Phone { is_locked: false, ..phone(Level::StrongBox) };
    let first = card(&attesting.ask(&wallet, &tokens, "essc-validity", &unlocked));
    assert_eq!(protection(&first), Software);
    let seen = attesting.everyday_key(&number);
    assert_eq!(seen, json!({ "protection": 0, "refusal": "device_unlocked" }));
    // A better chain for a key that is recorded comes too late: a key is attested when it is made.
    let again = card(&attesting.ask(&wallet, &tokens, "essc-validity", &phone(Level::StrongBox)));
    assert_eq!(protection(&again), Software);
}

#[test]
fn where_proof_is_required_a_key_without_any_gets_no_card() {
    let mut attesting = Attesting::start(true);
    attesting.mirror(&[]);
    let (wallet, tokens, _) = Wallet::enrolled(&attesting.issuer);
    let refused = (400, "invalid_proof".to_owned(), Some("key_not_attested".to_owned()));
    assert_eq!(wallet.try_credential(&tokens, "essc-validity").error(), refused);
    let software = phone(Level::Software);
    assert_eq!(attesting.ask(&wallet, &tokens, "essc-validity", &software).error(), refused);
    let good = attesting.ask(&wallet, &tokens, "essc-validity", &phone(Level::StrongBox));
    assert_eq!(protection(&card(&good)), SecureElement);
    // Its next proof carries nothing, and needs nothing.
    assert_eq!(protection(&wallet.credential(&tokens, "essc-entitlement")), SecureElement);
    assert_eq!(wallet.try_credential(&tokens, "essc-identity").error(), refused, "another key");
}

#[test]
fn the_metadata_name_what_is_judged() {
    let named = |issuer: &Issuer| {
        let path = "/.well-known/openid-credential-issuer/440100";
        issuer.get(path).json()["essc_attestations"].clone()
    };
    assert_eq!(named(&Issuer::start()), json!([]));
    assert_eq!(named(&Attesting::start(false).issuer), json!(["x5c"]));
}
