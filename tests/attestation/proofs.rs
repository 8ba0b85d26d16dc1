//! Proofs of keys with what they carry about where the key lives: made again from their cases byte for
//! byte in `tests/vectors/proofs`, and judged from the files alone.
//!
//! `cargo xtask vectors --write` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::issuance::attestation::{
    AttestationPolicy, AuthorityList, Evidence, Judgment, KnownAppAttestKey, Question, Revocations,
    judge,
};
use essc::issuance::leaf_certificate;
use essc::model::profile::KeyRole;
use essc::wire::app_attest::AppAttest;
use essc::wire::jws::{self, JoseHeader};
use serde::{Deserialize, Serialize};

use crate::proof_cases;

/// `typ` of the proofs.
pub const TYP: &str = "openid4vci-proof+jwt";

/// Longest proof, in bytes.
const MAX_PROOF: usize = 48 * 1024;

/// A proof, who judges it and when, and what comes of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub shows: String,
    pub proof: String,
    /// The issuer's `c_nonce`.
    pub nonce: String,
    pub role: Role,
    pub now: UnixTime,
    /// Whether the issuer stands in a trust list that is for tests.
    pub test: bool,
    pub policy: AttestationPolicy,
    pub status_list: Option<StatusList>,
    pub authority_lists: Vec<SignedList>,
    /// What the issuer knows of the App Attest key.
    pub known: Option<KnownAppAttestKey>,
    pub outcome: Outcome,
}

/// The roles of device keys by their words.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Everyday,
    Identity,
}

impl From<KeyRole> for Role {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::Everyday => Self::Everyday,
            KeyRole::Identity => Self::Identity,
        }
    }
}

/// Google's list, as it was fetched.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusList {
    pub json: String,
    pub as_of: UnixTime,
}

/// A list of HarmonyOS's revoked authorities and its root's certificate, base64url of DER.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedList {
    pub root: String,
    pub list: String,
}

/// What comes of a proof: `proof` alone where it is none; `refusal` alone where it says nothing of its
/// key; otherwise a level with all that goes with it.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outcome {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<String>>,
    /// Of the certificates that vouch for the key, without the root's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serials: Option<Vec<String>>,
    /// When the level ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<UnixTime>,
    /// The new counter of the App Attest key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter: Option<u32>,
}

impl Outcome {
    /// Not a proof of the key that it names over this nonce.
    pub fn no_proof() -> Self {
        Self { proof: Some("refused".into()), ..Self::default() }
    }

    fn refused(word: &str) -> Self {
        Self { refusal: Some(word.into()), ..Self::default() }
    }

    fn of(judgment: &Judgment) -> Self {
        Self {
            proof: None,
            refusal: None,
            level: Some(judgment.level as u8),
            pending: Some(judgment.is_pending),
            notes: Some(judgment.notes.iter().map(|note| note.code().to_owned()).collect()),
            serials: Some(judgment.serials.iter().map(ToString::to_string).collect()),
            ends: judgment.ends,
            counter: judgment.app_attest.as_ref().map(|known| known.counter),
        }
    }
}

/// The header and the key of a proof over a nonce, if it is one.
fn read(text: &str, nonce: &str) -> Option<(JoseHeader, PublicKey)> {
    #[derive(Deserialize)]
    struct Claims {
        nonce: String,
    }
    let read = jws::parse_proof(text, TYP, MAX_PROOF).ok()?;
    let header = read.proof_header().ok()?;
    let key = match (&header.jwk, &header.x5c) {
        (Some(jwk), None) => jwk.public_key().ok()?,
        (None, Some(chain)) => leaf_certificate::public_key(chain.first()?)?,
        _ => return None,
    };
    let claims: Claims = read.verify(&key).ok()?;
    (claims.nonce == nonce).then(|| (header.clone(), key))
}

impl Vector {
    /// What comes of it, by the SDK.
    pub fn judge(&self) -> Outcome {
        let Some((header, key)) = read(&self.proof, &self.nonce) else {
            return Outcome::no_proof();
        };
        let role = match self.role {
            Role::Everyday => KeyRole::Everyday,
            Role::Identity => KeyRole::Identity,
        };
        let question = Question {
            known: self.known.as_ref(),
            is_test: self.test,
            ..Question::new(&key, &self.nonce, role, self.now)
        };
        let judged = |evidence: &Evidence<'_>| {
            let judged = judge(evidence, &question, &self.policy, &self.revocations());
            judged.map_or_else(|refusal| Outcome::refused(refusal.code()), |j| Outcome::of(&j))
        };
        if let Some(chain) = &header.x5c {
            let decoded: Result<Vec<_>, _> = chain.iter().map(|one| STANDARD.decode(one)).collect();
            return match decoded {
                Ok(certificates) => judged(&Evidence::X5c(&certificates)),
                Err(_) => Outcome::refused("certificate_form"),
            };
        }
        if let Some(text) = &header.essc_app_attest {
            return match AppAttest::from_text(text) {
                Ok(statement) => judged(&Evidence::AppAttest(&statement)),
                Err(_) => Outcome::refused("app_attest_form"),
            };
        }
        match &header.key_attestation {
            Some(jws) => judged(&Evidence::KeyAttestation(jws)),
            None => Outcome { level: Some(0), ..Outcome::default() },
        }
    }

    fn revocations(&self) -> Revocations {
        let android = self.status_list.as_ref().map(|list| {
            Revocations::parse(list.json.as_bytes(), list.as_of).expect("a status list")
        });
        let roots = self.policy.huks.as_ref().map(|huks| huks.roots.as_slice());
        let roots = roots.unwrap_or_default();
        let verify = |signed: &SignedList| {
            let der = |text: &str| base64url::decode(text).expect("base64url");
            AuthorityList::verify(&der(&signed.list), &der(&signed.root), roots).ok()
        };
        let lists: Vec<_> = self.authority_lists.iter().filter_map(verify).collect();
        android.unwrap_or_default().with_huks(&lists, roots)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/proofs")
}

/// The files by their names, made anew first where that is asked for.
fn files() -> BTreeMap<String, String> {
    static WRITTEN: Once = Once::new();
    if std::env::var_os("ESSC_WRITE_VECTORS").is_some() {
        WRITTEN.call_once(|| {
            let _ = fs::remove_dir_all(folder());
            fs::create_dir_all(folder()).expect("folder");
            for (name, text) in made() {
                fs::write(folder().join(name), text).expect("file");
            }
        });
    }
    let entries = fs::read_dir(folder()).expect("folder");
    let paths = entries.map(|entry| entry.expect("entry").path());
    let named = paths.map(|path| {
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("file"))
    });
    named.collect()
}

/// The files as the cases make them, each with what it is expected to show.
fn made() -> BTreeMap<String, String> {
    let mut made = BTreeMap::new();
    for (name, mut vector) in proof_cases::all() {
        let judged = vector.judge();
        let expected = std::mem::replace(&mut vector.outcome, judged);
        assert!(vector.outcome.agrees_with(&expected), "{name}: {:?}", vector.outcome);
        let text = serde_json::to_string_pretty(&vector).expect("json") + "\n";
        assert!(made.insert(format!("{name}.json"), text).is_none(), "two of {name}");
    }
    made
}

#[test]
fn the_files_of_proofs_are_those_of_the_cases_and_say_what_is_expected() {
    let (files, made) = (files(), made());
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&files), names(&made), "files without a case, or cases without a file");
    for (name, file) in &files {
        assert_eq!(*file, made[name], "{name}");
    }
}

impl Outcome {
    /// Whether this is what a case expects: the same where it tells of a refusal, else the same level.
    fn agrees_with(&self, expected: &Self) -> bool {
        let of = |outcome: &Self| (outcome.proof.clone(), outcome.refusal.clone(), outcome.level);
        of(self) == of(expected)
    }
}

#[test]
fn every_file_of_a_proof_is_judged_as_it_says() {
    let files = files();
    assert!(files.len() > 150, "{}", files.len());
    let mut different = Vec::new();
    for (name, text) in &files {
        let vector: Vector = serde_json::from_str(text).expect(name);
        let judged = vector.judge();
        if judged != vector.outcome {
            different.push(format!("{name}: {judged:?}, not {:?}", vector.outcome));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// The words in the first columns of the tables of §8.5, and those that its prose has.
fn specified() -> BTreeSet<String> {
    let page = include_str!("../../docs/protocol.md");
    let (_, section) = page.split_once("#### What an attestation proves").expect("a section");
    let (section, _) = section.split_once("### 8.6").expect("its end");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let words = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    words.map(str::to_owned).chain(["scheme_not_accepted".to_owned()]).collect()
}

#[test]
fn every_word_of_a_refusal_in_the_specification_is_the_outcome_of_a_proof() {
    let outcomes = files().into_values().filter_map(|text| {
        let vector: Vector = serde_json::from_str(&text).expect("a vector");
        vector.outcome.refusal
    });
    let shown: BTreeSet<String> = outcomes.collect();
    let specified = specified();
    assert!(specified.len() > 80, "{}", specified.len());
    assert_eq!(shown, specified);
}
