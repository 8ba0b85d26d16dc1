//! A gate whose clock was wrong and is right again: what a sync mends, and what the gate says until then.

use std::path::Path;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::model::profile::Profile;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::Outcome;
use essc::ports::clock::{Clock, ManualClock};
use essc::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport,
};
use essc::verifier::sync::{SyncSource, no_progress};
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::framing;
use essc_testkit::world;

const TRUST_LIST: &str = "https://issuer.example/trust-list";
/// What a server writes at the second of the vectors.
const DATE: &str = "Fri, 15 Jan 2027 08:00:00 GMT";
const YEAR: i64 = 365 * 86_400;

/// The publisher of the vectors' lists, which also tells the time.
struct Publisher;

impl Publisher {
    fn body(url: &str) -> Option<String> {
        let catalogues = world::catalogue_texts();
        Some(match url.strip_prefix("https://issuer.example/")? {
            "trust-list" => world::trust_text(),
            "440100/status/0" => world::status_text(Region::GUANGZHOU, -600),
            "440000/catalogue" => catalogues.into_iter().next()?,
            "440100/catalogue" => catalogues.into_iter().nth(1)?,
            _ => return None,
        })
    }
}

impl HttpTransport for Publisher {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let answer = if request.url.ends_with("/time") {
            let headers =
                vec![HeaderField::new("cache-control", "no-store"), HeaderField::new("date", DATE)];
            HttpResponse { status: 204, headers, body: vec![] }
        } else {
            match Self::body(&request.url) {
                Some(text) => {
                    HttpResponse { status: 200, headers: vec![], body: text.into_bytes() }
                }
                None => HttpResponse { status: 404, headers: vec![], body: vec![] },
            }
        };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn open(directory: &Path, clock: &Arc<ManualClock>) -> Verifier {
    let root = PinnedRoot::new(world::root().public_key(), 1);
    let config = VerifierConfig::new(directory, world::tianhe(), [root]);
    Verifier::open(config, clock.clone()).expect("opened")
}

async fn sync(gate: &Verifier) {
    let source =
        SyncSource { trust_list: TRUST_LIST.into(), time: Some(format!("{TRUST_LIST}/time")) };
    let report = gate.sync(&Publisher, &source, None, &no_progress).await.expect("kept");
    let trusted = report.outcome(essc::trust::ListName::TrustList).expect("reported");
    let is_good = matches!(
        trusted,
        essc::verifier::sync::ListOutcome::Updated | essc::verifier::sync::ListOutcome::Unchanged
    );
    assert!(is_good, "{report:?}");
}

/// What the gate says to a code made at this second, shown five seconds later.
fn shown(gate: &Verifier, clock: &ManualClock, at: i64) -> Result<(), Vec<Reason>> {
    let card = world::signed(world::card(Profile::Validity));
    let code = world::code(card, 501, -at, None);
    let until = world::time(at + 5).since(clock.now());
    clock.advance(u64::try_from(until).expect("time goes on"));
    let verdict = gate.verify(&framing::code_text(&code), SceneCode::new(501));
    if verdict.outcome == Outcome::Accepted { Ok(()) } else { Err(verdict.reasons) }
}

#[tokio::test]
async fn a_folder_that_was_opened_a_year_ahead_works_again_after_the_next_sync() {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(ManualClock::at(world::time(YEAR)));
    let ahead = open(directory.path(), &clock);
    assert!(shown(&ahead, &clock, YEAR).is_err(), "it has no lists, and sees the time");
    drop(ahead);
    clock.set_wall(world::time(0));
    let gate = open(directory.path(), &clock);
    sync(&gate).await;
    assert_eq!(clock.now(), world::time(0));
    assert_eq!(shown(&gate, &clock, 0), Err(vec![Reason::ReplayGuardCold]), "once");
    assert_eq!(shown(&gate, &clock, 30), Ok(()));
    drop(gate);
    let again = open(directory.path(), &clock);
    assert_eq!(shown(&again, &clock, 60), Err(vec![Reason::Replayed]), "the cool-down is known");
}

#[tokio::test]
async fn a_gate_that_was_booted_in_2020_gets_its_lists_and_says_that_its_clock_is_wrong() {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(ManualClock::at(UnixTime::from_secs(1_577_836_800)));
    let gate = open(directory.path(), &clock);
    sync(&gate).await;
    let card = world::signed(world::card(Profile::Validity));
    let text = framing::code_text(&world::code(card, 501, 5, None));
    let verdict = gate.verify(&text, SceneCode::new(501));
    assert_eq!(verdict.reasons, [Reason::ClockUntrusted]);
    assert!(verdict.skew_s.is_some_and(|skew| skew < -6 * YEAR), "{:?}", verdict.skew_s);
    clock.set_wall(world::time(0));
    sync(&gate).await;
    assert_eq!(shown(&gate, &clock, 30), Ok(()));
}
