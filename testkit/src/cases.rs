//! The project's vectors: what a gate must accept, must reject and must call unreadable, each with
//! the reasons that a person wrote down beforehand.

mod accept;
mod authenticity;
mod blanks;
mod policy;
mod replay;
mod unreadable;

use essc::crypto::jwk::Jwk;
use essc::model::profile::Profile;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::wire::bundle::Bundle;
use essc::wire::carrier;
use essc::wire::code::SignedCode;
use essc::wire::framing;

use crate::world::{self, NOW};

/// Lists by the names of their files.
#[derive(Clone)]
pub struct Lists {
    /// The trust list, if there is one.
    pub trust: Option<&'static str>,
    /// Status lists.
    pub status: Vec<&'static str>,
    /// Catalogues.
    pub catalogues: Vec<&'static str>,
}

/// One vector before it is written.
#[derive(Clone)]
pub struct Case {
    /// Which of `accept`, `reject` and `unreadable` it is in.
    pub folder: &'static str,
    /// Its file, without the ending.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub shows: &'static str,
    /// The text that is scanned.
    pub text: String,
    /// When it is scanned.
    pub now: u64,
    /// When the gate's replay memory began.
    pub gate_started: u64,
    /// When the gate loaded the lists.
    pub lists_loaded: u64,
    /// Where the gate stands.
    pub venue: Region,
    /// The scene it judges for.
    pub scene: u16,
    /// The lists it has.
    pub lists: Lists,
    /// Requests it made, as QR texts.
    pub requests: Vec<String>,
    /// Scans of the same gate before this one: text and time.
    pub before: Vec<(String, u64)>,
    /// What must be answered.
    pub reasons: Vec<Reason>,
}

/// All vectors.
pub fn all() -> Vec<Case> {
    [
        accept::cases(),
        authenticity::cases(),
        blanks::cases(),
        policy::cases(),
        replay::cases(),
        unreadable::cases(),
    ]
    .concat()
}

/// Every list that a vector names.
pub fn list_files() -> Vec<(&'static str, String)> {
    let mut short_lived =
        world::catalogue(Region::GUANGDONG, essc::model::sandbox_catalogue::base());
    short_lived.exp = world::time(86_400);
    let kid = essc::model::key_id::KeyId::new(Region::GUANGDONG, 1);
    let texts = world::catalogue_texts();
    let status = world::status_text(Region::GUANGZHOU, -600);
    let bundle = Bundle {
        trust: world::trust_text(),
        roots: vec![],
        status: vec![status.clone()],
        catalogues: texts.clone(),
    };
    let root = Jwk::from(&world::root().public_key());
    vec![
        // For whoever tries the verifier out: what the other files hold, and the root to pin.
        ("bundle.json", bundle.to_json()),
        ("root.jwk", serde_json::to_string(&root).unwrap()),
        ("trust.jwt", world::trust_text()),
        ("status-440100-0.jwt", status),
        ("status-440100-0-two-days-old.jwt", world::status_text(Region::GUANGZHOU, -2 * 86_400)),
        ("catalogue-440000.jwt", texts[0].clone()),
        ("catalogue-440100.jwt", texts[1].clone()),
        ("catalogue-440000-one-day.jwt", short_lived.sign(kid, &world::issuer_key(kid))),
    ]
}

impl Case {
    fn new(folder: &'static str, name: &'static str, shows: &'static str) -> Self {
        Self {
            folder,
            name,
            shows,
            text: String::new(),
            now: NOW,
            gate_started: NOW - 1000,
            lists_loaded: NOW,
            venue: world::tianhe(),
            scene: 501,
            lists: Lists {
                trust: Some("trust.jwt"),
                status: vec!["status-440100-0.jwt"],
                catalogues: vec!["catalogue-440000.jwt", "catalogue-440100.jwt"],
            },
            requests: vec![],
            before: vec![],
            reasons: vec![],
        }
    }

    fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    fn code(self, code: &SignedCode) -> Self {
        self.text(framing::code_text(code))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        self.text(framing::CODE.frame(bytes))
    }

    fn scene(self, scene: u16) -> Self {
        Self { scene, ..self }
    }

    fn venue(self, venue: Region) -> Self {
        Self { venue, ..self }
    }

    fn reasons(self, reasons: &[Reason]) -> Self {
        Self { reasons: reasons.to_vec(), ..self }
    }

    /// The same scan, this many seconds later or earlier; the lists were loaded at [`NOW`].
    fn at(self, offset: i64) -> Self {
        Self { now: world::time(offset).as_secs(), ..self }
    }

    fn status(self, files: &[&'static str]) -> Self {
        Self { lists: Lists { status: files.to_vec(), ..self.lists }, ..self }
    }

    fn catalogues(self, files: &[&'static str]) -> Self {
        Self { lists: Lists { catalogues: files.to_vec(), ..self.lists }, ..self }
    }

    fn request(mut self, text: String) -> Self {
        self.requests.push(text);
        self
    }

    /// A scan of the same gate before this one.
    fn after(mut self, code: &SignedCode, offset: i64) -> Self {
        self.before.push((framing::code_text(code), world::time(offset).as_secs()));
        self
    }
}

/// A good code of a good card, five seconds old.
fn good(profile: Profile, scene: u16) -> SignedCode {
    world::code(world::signed(world::card(profile)), scene, 5, None)
}

/// Carrier bytes of a code with one byte changed.
fn with_byte(code: &SignedCode, at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = carrier::encode(code);
    assert_ne!(bytes[at], byte, "no change");
    bytes[at] = byte;
    bytes
}
