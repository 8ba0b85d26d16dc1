//! The worked examples of `docs/protocol.md`: made again from the test world byte for byte, and judged
//! as a whole, so that the document can't drift from the code.
//!
//! `ESSC_WRITE_VECTORS=1 cargo test --test protocol_examples` (or `cargo xtask vectors --write`) writes
//! them anew between their markers.

#[path = "protocol_examples/diagnostic.rs"]
mod diagnostic;
#[path = "protocol_examples/documents.rs"]
mod documents;
#[path = "protocol_examples/layout.rs"]
mod layout;
#[path = "protocol_examples/objects.rs"]
mod objects;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::holder::Offer;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::ports::clock::ManualClock;
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::framing;
use essc_testkit::world;

/// One marked place and what stands in it.
struct Example {
    name: &'static str,
    body: String,
}

fn examples() -> Vec<Example> {
    let example = |name, body| Example { name, body };
    let verdict = |verdict: &Verdict| layout::block(&layout::json(&documents::json_of(verdict)));
    let bundle = format!(
        "{}\nA gate in 440106 that trusts the root above takes the bundle in and reads the code above \
         for scene 0501 at {}:\n\n{}",
        documents::bundle_example(),
        world::NOW,
        verdict(&judged_plain()),
    );
    let request = format!(
        "{}\nThe gate that made the request reads it for scene 0302 at {}:\n\n{}",
        objects::request_example(),
        world::NOW,
        verdict(&judged_on_request()),
    );
    vec![
        example("keys", objects::keys_example()),
        example("card", objects::card_example()),
        example("code", objects::code_example()),
        example("carrier text", objects::carrier_example()),
        example("trust list", documents::trust_list_example()),
        example("status list", documents::status_list_example()),
        example("catalogue", documents::catalogue_example()),
        example("bundle", bundle),
        example("offer", documents::offer_example()),
        example("venue card", objects::venue_card_example()),
        example("request", request),
    ]
}

/// A gate that holds the examples' bundle and nothing else.
fn gate(directory: &Path) -> Verifier {
    let clock = Arc::new(ManualClock::at(world::time(-1000)));
    let root = PinnedRoot::new(world::root().public_key(), 1);
    let config = VerifierConfig::new(directory, world::tianhe(), [root]);
    let gate = Verifier::open(config, clock.clone()).expect("gate");
    clock.set_wall(UnixTime::from_secs(world::NOW));
    let report = gate.import_bundle(documents::bundle().to_json().as_bytes()).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
    gate
}

fn judged_plain() -> Verdict {
    let directory = tempfile::tempdir().expect("directory");
    let text = framing::code_text(&objects::code());
    gate(directory.path()).verify(&text, SceneCode::new(501))
}

fn judged_on_request() -> Verdict {
    let directory = tempfile::tempdir().expect("directory");
    let gate = gate(directory.path());
    gate.keep_request(&objects::request()).expect("kept");
    gate.verify(&framing::code_text(&objects::answering_code()), SceneCode::new(302))
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/protocol.md")
}

/// The document with every example in its place.
fn with_examples(document: &str) -> String {
    let mut text = document.to_owned();
    for Example { name, body } in examples() {
        let opening = format!("<!-- example: {name} -->\n");
        let (before, rest) = text.split_once(&opening).expect(name);
        let (_, after) = rest.split_once("<!-- /example -->").expect(name);
        text = format!("{before}{opening}\n{body}\n<!-- /example -->{after}");
    }
    text
}

#[test]
fn the_examples_in_the_protocol_are_what_the_code_makes() {
    let document = std::fs::read_to_string(path()).expect("docs/protocol.md");
    let made = with_examples(&document);
    if std::env::var_os("ESSC_WRITE_VECTORS").is_some() {
        std::fs::write(path(), &made).expect("docs/protocol.md");
        return;
    }
    for (line, made) in document.lines().zip(made.lines()) {
        assert_eq!(line, made);
    }
    assert_eq!(document.len(), made.len());
}

#[test]
fn a_gate_that_has_only_the_examples_accepts_their_codes() {
    let plain = judged_plain();
    assert_eq!((plain.outcome, plain.reasons), (Outcome::Accepted, vec![]));
    let on_request = judged_on_request();
    assert_eq!((on_request.outcome, on_request.reasons), (Outcome::Accepted, vec![]));
}

#[test]
fn a_wallet_reads_the_offer() {
    let offer = Offer::parse(&documents::offer_text()).expect("an offer");
    let issuer = world::trust_list();
    let issuer = issuer.issuer(Region::GUANGZHOU).expect("listed");
    assert_eq!(offer.credential_issuer(), issuer.credential_issuer);
    assert_eq!(offer.profiles(), Profile::ALL);
    assert!(offer.tx_code().is_some_and(|form| form.takes("123456")));
}
