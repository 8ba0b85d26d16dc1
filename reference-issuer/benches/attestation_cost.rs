//! What the attestation of keys costs an issuer: whole enrolments over HTTP with durable writes, with a
//! phone's chain for each of the two keys and without, and renewals after either, in turn. Prints one
//! JSON object.
//!
//! What counts is how long the issuer takes to answer; what the wallet prepares does not.
//!
//! `cargo bench -p essc-reference-issuer --bench attestation_cost`

#![allow(clippy::print_stdout, reason = "the result is what a benchmark prints")]

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::hex;
use essc::crypto::digest::sha256;
use essc::model::functions::KeyProtection;
use essc::wire::jws::{self, JoseHeader};
use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_reference_issuer::revocation_copy;
use essc_sandbox_attestation::{
    App, AttestationAuthority, KeyToAttest, Level, Phone, revocation_list,
};
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Tokens, Wallet, card, offer, request};
use serde_json::{Value, json};

/// Pairs of enrolments; the median of an odd number is one of them.
const ROUNDS: usize = 101;
/// Renewals of each enrolment.
const RENEWALS: usize = 10;
/// How many times the one without an attestation an enrolment with one may take.
const MOST: f64 = 1.5;
/// The same of a renewal, to which an attestation makes no difference: what a busy machine may add.
const MOST_RENEWAL: f64 = 1.1;

const SIGNATURE: [u8; 32] = [0x5a; 32];

fn main() {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let rounds = if is_measured { ROUNDS } else { 1 };
    let attesting = Attesting::start();
    let mut pairs = Vec::new();
    for round in 0..rounds {
        // Who goes first changes, so that neither always finds the warmer cache.
        let first_is_attested = round % 2 == 0;
        let first = attesting.life(first_is_attested, round as u64 * 2 + 1);
        let second = attesting.life(!first_is_attested, round as u64 * 2 + 2);
        pairs.push(if first_is_attested { [first, second] } else { [second, first] });
    }
    let of = |figure: fn(&[Life; 2]) -> f64| median(pairs.iter().map(figure).collect());
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let enrollment = of(|[with, without]| ratio(with.enrollment, without.enrollment));
    let renewal = of(|[with, without]| ratio(with.renewal, without.renewal));
    println!(
        "{}",
        json!({
            "enrollment_ms": rounded(median(pairs.iter().map(|pair| ms(pair[1].enrollment)).collect())),
            "attested_enrollment_ms":
                rounded(median(pairs.iter().map(|pair| ms(pair[0].enrollment)).collect())),
            "enrollment_ratio": rounded(enrollment),
            "renewal_ratio": rounded(renewal),
            "rounds": rounds,
        })
    );
    if is_measured {
        assert!(enrollment <= MOST, "an attested enrolment takes {enrollment} times another");
        assert!(renewal <= MOST_RENEWAL, "a renewal after it takes {renewal} times another");
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn rounded(figure: f64) -> f64 {
    (figure * 1e3).round() / 1e3
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How long the issuer took for one device.
struct Life {
    enrollment: Duration,
    renewal: Duration,
}

/// An issuer whose policy believes an authority of the benchmark's.
struct Attesting {
    issuer: Issuer,
    authority: AttestationAuthority,
}

impl Attesting {
    fn start() -> Self {
        let mut issuer = Issuer::start();
        let authority = AttestationAuthority::generate_as_google().expect("a root");
        issuer.stop();
        let policy = format!(
            "[android]\nroots = [\"{}\"]\n[[android.apps]]\npackage = \"cn.example.card\"\n\
             signatures = [\"{}\"]\n",
            hex::encode(&authority.root_fingerprint()),
            hex::encode(&SIGNATURE)
        );
        std::fs::write(issuer.data().join(POLICY_FILE), policy).expect("written");
        let list = revocation_list(["c0ffee"]);
        revocation_copy::replace(&issuer.data(), list.as_bytes(), issuer.now()).expect("taken");
        issuer.restart();
        Self { issuer, authority }
    }

    /// Enrols one more device of a new holder and renews its card.
    fn life(&self, is_attested: bool, serial: u64) -> Life {
        let offered = offer(&self.issuer, &self.issuer.holder());
        let wallet = Wallet::new(&self.issuer);
        wallet.fetch_nonce();
        let mut enrollment = Duration::ZERO;
        let tokens = taking(&mut enrollment, || wallet.redeem(&offered));
        for configuration in CONFIGURATIONS {
            let nonce = taking(&mut enrollment, || wallet.c_nonce());
            let is_first = ["essc-validity", "essc-masked"].contains(&configuration);
            let proof = if is_attested && is_first {
                self.attested_proof(&wallet, configuration, &nonce, serial)
            } else {
                wallet.key_proof(wallet.key_of(configuration), &nonce)
            };
            let body = request(configuration, &proof);
            let answer = taking(&mut enrollment, || wallet.credential_with(&tokens, &body));
            let protection = card(&answer).card.functions.key_protection();
            assert_eq!(protection == KeyProtection::SecureElement, is_attested);
        }
        Life { enrollment, renewal: renewals(&wallet, &tokens) }
    }

    fn attested_proof(
        &self,
        wallet: &Wallet<'_>,
        configuration: &str,
        nonce: &str,
        serial: u64,
    ) -> String {
        let key = wallet.key_of(configuration);
        let point = key.public_key();
        let attested = KeyToAttest {
            public_key: point.uncompressed(),
            challenge: &sha256(nonce.as_bytes()),
            is_for_each_use: !configuration.contains("validity"),
        };
        let app = App { package: "cn.example.card".into(), signature: SIGNATURE };
        let phone = Phone::new(serial, Level::StrongBox, app);
        let chain = self.authority.attest(&phone, &attested, self.issuer.now().into());
        let x5c = chain.expect("a chain").iter().map(|one| STANDARD.encode(one)).collect();
        let claims: Value =
            json!({ "aud": wallet.audience(), "iat": self.issuer.now(), "nonce": nonce });
        let header = JoseHeader { x5c: Some(x5c), ..JoseHeader::bare("openid4vci-proof+jwt") };
        jws::sign(&header, &claims, key)
    }
}

fn renewals(wallet: &Wallet<'_>, tokens: &Tokens) -> Duration {
    let mut renewals = Duration::ZERO;
    for _ in 0..RENEWALS {
        let answer = taking(&mut renewals, || wallet.try_renew(tokens, "essc-validity"));
        assert_eq!(answer.status, 200);
    }
    renewals
}

/// Does something and counts how long it takes.
fn taking<T>(counted: &mut Duration, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    *counted += begun.elapsed();
    done
}
