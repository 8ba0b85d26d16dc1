//! The proofs among the vectors: of every case of a chain, of App Attest and of an app provider, and of
//! headers that are none of a proof.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::base64url;
use essc::crypto::SigningKey;
use essc::crypto::jwk::Jwk;
use essc::issuance::attestation::AttestationPolicy;
use essc::model::profile::KeyRole;
use essc::wire::jws;
use serde_json::{Value, json};

use crate::cases::Case;
use crate::list_drafts::{self, ListDraft};
use crate::minting::{Draft, Minted, Name};
use crate::proofs::{Outcome, Role, SignedList, StatusList, TYP, Vector};
use crate::scene::{NONCE, NOW, Scene};
use crate::{android, app_attest, chains, huks, key_attestation, key_descriptions};

/// All of them by the names of their files, each with what is expected of it.
pub fn all() -> Vec<(String, Vector)> {
    let mut all = Vec::new();
    let families = [
        ("chain", chains::cases()),
        ("android", android::cases()),
        ("key-description", key_descriptions::cases()),
        ("harmony", huks::cases()),
    ];
    for (family, cases) in families {
        for case in cases {
            let of_word = format!("{} {}", case.code, case.what);
            all.push((name(family, &of_word), of_case(&case)));
        }
    }
    all.extend(good_chains());
    all.extend(app_attestations());
    all.extend(key_attestations());
    all.extend(headers());
    all
}

fn name(family: &str, what: &str) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric();
    let words = what.split(|c: char| !is_kept(c)).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    format!("{family}-{}", words.join("-"))
}

fn refused(word: &str) -> Outcome {
    Outcome { refusal: Some(word.into()), ..Outcome::default() }
}

fn level(level: u8) -> Outcome {
    Outcome { level: Some(level), ..Outcome::default() }
}

fn of_case(case: &Case) -> Vector {
    let mut scene = (case.scene)();
    (case.change)(&mut scene);
    of_scene(case.what, scene, refused(case.code))
}

/// The proof of a scene's chain, by its first key.
fn of_scene(shows: &str, mut scene: Scene, expected: Outcome) -> Vector {
    for draft in &mut scene.drafts {
        // The one algorithm whose signatures are never the same twice.
        if draft.algorithm == &rcgen::PKCS_ECDSA_P384_SHA384 {
            draft.algorithm = &rcgen::PKCS_ECDSA_P256_SHA256;
        }
    }
    let minted = scene.mint();
    let other = Minted::mint_with(&scene.drafts, 1);
    let key = if scene.other_key { &other } else { &minted }.keys[0].signing_key();
    let x5c: Vec<String> = minted.certificates.iter().map(|der| STANDARD.encode(der)).collect();
    let proof = sign(&json!({ "alg": "ES256", "typ": TYP, "x5c": x5c }), scene.nonce, key);
    let is_proof = proved(&minted) && !scene.other_key;
    let url = |der: &[u8]| base64url::encode(der);
    let signed = scene.authority_lists.iter();
    Vector {
        shows: shows.into(),
        proof,
        nonce: scene.nonce.into(),
        role: Role::from(scene.role),
        now: scene.now,
        test: false,
        status_list: scene.status_list.map(|(json, as_of)| StatusList { json, as_of }),
        authority_lists: signed
            .map(|one| SignedList { root: url(&one.root), list: url(&one.list) })
            .collect(),
        policy: scene.policy,
        known: None,
        outcome: if is_proof { expected } else { Outcome::no_proof() },
    }
}

/// Whether the key can be read in the first certificate.
fn proved(minted: &Minted) -> bool {
    let first = minted.certificates.first();
    let key = first.map(|der| essc::issuance::leaf_certificate::public_key(&STANDARD.encode(der)));
    key.flatten().is_some()
}

fn sign(header: &Value, nonce: &str, key: &SigningKey) -> String {
    let payload = json!({
        "aud": "https://card.example/440100",
        "iat": NOW.as_secs(),
        "nonce": nonce,
    });
    let part = |json: &Value| base64url::encode(json.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(&payload));
    jws::assemble(&input, &key.sign(input.as_bytes()))
}

fn good_chains() -> Vec<(String, Vector)> {
    let mut good = Vec::new();
    for (role, of) in [(KeyRole::Everyday, "everyday"), (KeyRole::Identity, "identity")] {
        for number in [1, 2] {
            let shapes = [
                ("a factory chain", Scene::factory(role, number)),
                ("a remotely provisioned chain", Scene::remote(role, number)),
            ];
            for (shape, scene) in shapes {
                let shows = format!("{shape} of the {of} key at level {number}");
                good.push((name("good", &shows), of_scene(&shows, scene, level(number as u8))));
            }
        }
        let shows = format!("a HarmonyOS chain of the {of} key");
        good.push((name("good", &shows), of_scene(&shows, Scene::huks(role), level(1))));
    }
    let mut add = |shows: &str, scene: Scene| {
        good.push((name("good", shows), of_scene(shows, scene, level(1))));
    };
    let mut old = Scene::factory(KeyRole::Everyday, 1);
    old.status_list = Some((r#"{"entries":{}}"#.into(), NOW.minus(86_401)));
    add("pending with a copy of a day and a second", old);
    let mut none = Scene::factory(KeyRole::Everyday, 1);
    none.status_list = None;
    add("pending without a copy", none);
    add_lists(&mut add);
    good
}

/// HarmonyOS keys with lists of revoked authorities that are taken, and with some that are not.
fn add_lists(add: &mut impl FnMut(&str, Scene)) {
    type Change = fn(&mut ListDraft);
    let changes: [(&str, Change); 5] = [
        ("settled by a current list", |_| {}),
        ("settled by a list in its last second", |list| {
            list.next_update = list_drafts::time("261118110640Z");
        }),
        ("pending with a list whose successor is due", |list| {
            list.next_update = list_drafts::time("261118110639Z");
        }),
        ("pending with a list that changes another one", ListDraft::make_delta),
        ("pending with a list that has a serial number twice", ListDraft::name_twice),
    ];
    for (shows, change) in changes {
        let mut scene = Scene::huks(KeyRole::Everyday);
        scene.policy.huks.as_mut().expect("accepted").list_required = true;
        let mut list = ListDraft::revoking(&[9]);
        change(&mut list);
        scene.authority_lists = vec![list.of(&scene)];
        add(shows, scene);
    }
    let mut scene = Scene::huks(KeyRole::Everyday);
    scene.policy.huks.as_mut().expect("accepted").list_required = true;
    let mut list = ListDraft::revoking(&[2]).of(&scene);
    *list.list.last_mut().expect("a signature") ^= 1;
    scene.authority_lists = vec![list];
    add("pending with a list that the root did not sign", scene);
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32]).expect("scalar")
}

/// A vector with a proof that names its key by `jwk`.
fn of_header(shows: &str, members: Value, policy: AttestationPolicy, outcome: Outcome) -> Vector {
    let mut header = json!({ "alg": "ES256", "typ": TYP });
    for (member, value) in members.as_object().expect("an object") {
        header[member] = value.clone();
    }
    Vector {
        shows: shows.into(),
        proof: sign(&header, NONCE, &device()),
        nonce: NONCE.into(),
        role: Role::Everyday,
        now: NOW,
        test: false,
        policy,
        status_list: None,
        authority_lists: Vec::new(),
        known: None,
        outcome,
    }
}

fn jwk() -> Value {
    json!(Jwk::from(&device().public_key()))
}

fn app_attestations() -> Vec<(String, Vector)> {
    let good: app_attest::Change = |_| {};
    let mut made = Vec::new();
    let mut add = |shows: &str, change: app_attest::Change, outcome: Outcome| {
        let mut statement = app_attest::Statement::new();
        change(&mut statement);
        let text = statement.text(&device().public_key());
        let members = json!({ "jwk": jwk(), "essc_app_attest": text });
        let mut vector = of_header(shows, members, statement.policy(), outcome);
        vector.test = statement.is_test;
        vector.known = statement.known();
        let word = vector.outcome.refusal.clone().unwrap_or_default();
        made.push((name("app-attest", &format!("{word} {shows}")), vector));
    };
    add("an attestation and an assertion", good, level(1));
    add("an assertion of a known key", |s| (s.is_attested, s.known) = (false, Some(0)), level(1));
    add(
        "an attestation of a known key, which is passed over",
        |s| {
            (s.known, s.attested_over) = (Some(0), "an-older-nonce");
        },
        level(1),
    );
    add(
        "an app under development under a trust list for tests",
        |s| {
            (s.aaguid, s.is_test) = (*b"appattestdevelop", true);
        },
        level(1),
    );
    for (shows, word, change) in app_attest::cases() {
        add(shows, change, refused(word));
    }
    made
}

fn key_attestations() -> Vec<(String, Vector)> {
    let device: Jwk = Jwk::from(&device().public_key());
    let mut made = Vec::new();
    let mut add = |shows: &str, change: key_attestation::Change, outcome: Outcome| {
        let mut statement = key_attestation::Statement::new(&device);
        change(&mut statement);
        let members = json!({ "jwk": jwk(), "key_attestation": statement.text() });
        let vector = of_header(shows, members, key_attestation::Statement::policy(), outcome);
        let word = vector.outcome.refusal.clone().unwrap_or_default();
        made.push((name("key-attestation", &format!("{word} {shows}")), vector));
    };
    add("a provider's statement", |_| {}, level(1));
    add(
        "a storage of the highest level",
        |s| {
            s.payload["key_storage"] = json!(["iso_18045_moderate", "iso_18045_high"]);
        },
        level(2),
    );
    add("times with a fraction", |s| s.payload["iat"] = json!(1_794_999_990.5), level(1));
    add(
        "members that are not known",
        |s| {
            s.payload["attested_keys"][0]["use"] = json!("sig");
            s.payload["later"] = json!([1]);
        },
        level(1),
    );
    for (shows, word, change) in key_attestation::cases() {
        add(shows, change, refused(word));
    }
    made
}

/// Headers: those of no proof, and what an issuer passes over.
fn headers() -> Vec<(String, Vector)> {
    let with = |member: &str, value: Value| {
        let mut members = json!({ "jwk": jwk() });
        members[member] = value;
        members
    };
    let private = || {
        let mut key = jwk();
        key["d"] = json!("AQ");
        json!({ "jwk": key })
    };
    let described = || {
        let mut key = jwk();
        (key["use"], key["kid"], key["ext"]) = (json!("sig"), json!("1"), json!(true));
        json!({ "jwk": key, "later": 1 })
    };
    let certificate = || {
        let name: Name = vec![(crate::minting::COMMON_NAME, "A key")];
        let minted = Minted::mint(&[Draft::new(name, 1)]);
        STANDARD.encode(&minted.certificates[0])
    };
    let none = [
        ("no key", json!({})),
        ("two keys", with("x5c", json!([certificate()]))),
        ("a kid", with("kid", json!("1"))),
        ("crit", with("crit", json!([]))),
        ("a member that is null", with("x5c", Value::Null)),
        ("another algorithm", with("alg", json!("ES384"))),
        ("no algorithm", with("alg", json!("none"))),
        ("another type", with("typ", json!("JWT"))),
        ("a private key", private()),
        (
            "evidence of two kinds",
            json!({
                "jwk": jwk(), "essc_app_attest": "AA", "key_attestation": "a.b.c",
            }),
        ),
        ("a statement of more than 8,192 bytes", with("key_attestation", json!("a".repeat(8193)))),
        ("a chain of no certificate", json!({ "x5c": [] })),
        ("a chain that is not base64", json!({ "x5c": ["-_"] })),
        ("a certificate of another key", json!({ "x5c": [certificate()] })),
        (
            "more than 20,480 bytes of certificates",
            json!({
                "x5c": [certificate(), "A".repeat(13_654), "A".repeat(13_654)],
            }),
        ),
    ];
    let policy = AttestationPolicy::default;
    let mut made: Vec<_> = none
        .into_iter()
        .map(|(shows, members)| {
            let vector = of_header(shows, members, policy(), Outcome::no_proof());
            (name("header", shows), vector)
        })
        .collect();
    let mut add = |shows: &str, members: Value, outcome: Outcome| {
        made.push((name("header", shows), of_header(shows, members, policy(), outcome)));
    };
    add("a key and nothing about it", json!({ "jwk": jwk() }), level(0));
    add("members that are not known", described(), level(0));
    let unaccepted = "scheme_not_accepted";
    add(
        "a statement that no policy accepts",
        with("key_attestation", json!("a.b.c")),
        refused(unaccepted),
    );
    made
}
