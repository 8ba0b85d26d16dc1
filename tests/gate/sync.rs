//! Syncs over a scripted transport, and bundles.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use crate::sync::scripted_transport::{Script, ScriptedTransport, if_none_match};
use essc::model::region::Region;
use essc::model::status::CardStatus;
use essc::ports::clock::ManualClock;
use essc::ports::http::HttpError;
use essc::ports::http::HttpTransport;
use essc::trust::PinnedRoot;
use essc::trust::{Acceptance, ListName, Refusal};
use essc::verifier::SyncSource;
use essc::verifier::sync::{
    BundlePart, FetchError, ListOutcome, SyncStep, SyncSummary, TrustSync, no_progress,
};
use essc::verifier::time_floor::TimeFloor;
use essc::verifier::trust_store::TrustStore;
use essc::verifier::trust_store::{AcceptError, TrustStoreConfig};
use essc::wire::trust_list;
use essc_testkit::publisher::{GUANGZHOU_0, NOW, Publisher, SHENZHEN_0, root, scene};

mod bundles;
mod overtaken;
mod scripted_transport;
mod trouble;

const TRUST_URL: &str = "https://card.example/trust-list";
const TIME_URL: &str = "https://card.example/time";
const GUANGZHOU_URL: &str = "https://card.example/440100/status/0";
const SHENZHEN_URL: &str = "https://card.example/440300/status/0";
const BASE_URL: &str = "https://card.example/440000/catalogue";
const OVERLAY_URL: &str = "https://card.example/440100/catalogue";

const STATUS_GUANGZHOU: ListName = ListName::Status(GUANGZHOU_0);
const STATUS_SHENZHEN: ListName = ListName::Status(SHENZHEN_0);
const BASE: ListName = ListName::Catalogue(Region::GUANGDONG);
const OVERLAY: ListName = ListName::Catalogue(Region::GUANGZHOU);

fn source() -> SyncSource {
    SyncSource { trust_list: TRUST_URL.into(), time: None }
}

/// A gate with its directory, its clock and a server that publishes one of each.
struct Gate {
    _directory: tempfile::TempDir,
    store: TrustStore,
    floor: TimeFloor,
    clock: ManualClock,
    server: ScriptedTransport,
    publisher: Publisher,
}

fn store_at(directory: &Path) -> TrustStore {
    let roots = vec![PinnedRoot { key: root(1).public_key(), least_seq: 1 }];
    let config = TrustStoreConfig {
        roots,
        across_the_border: Region::GUANGDONG,
        venue_region: Some(Region::GUANGZHOU),
    };
    TrustStore::open(directory, config, NOW).expect("opened")
}

impl Gate {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("directory");
        let publisher = Publisher::new();
        let server = ScriptedTransport::default();
        server.serve(TRUST_URL, &publisher.trust());
        for (url, uri) in [(GUANGZHOU_URL, GUANGZHOU_0), (SHENZHEN_URL, SHENZHEN_0)] {
            let entries = [(1, CardStatus::Valid)];
            server.serve(url, &publisher.status(uri, NOW.minus(30), &entries));
        }
        server.serve(BASE_URL, &publisher.base(1, NOW.minus(30)));
        server.serve(OVERLAY_URL, &publisher.overlay(1, NOW.minus(30)));
        Self {
            store: store_at(directory.path()),
            floor: TimeFloor::open(directory.path()).expect("opened"),
            clock: ManualClock::at(NOW),
            _directory: directory,
            server,
            publisher,
        }
    }

    fn sync(&self) -> TrustSync<'_> {
        let Self { store, floor, clock, server, .. } = self;
        TrustSync { store, floor, transport: server, clock }
    }

    async fn run(&self) -> SyncSummary {
        self.sync().run(&source(), &no_progress).await.expect("kept")
    }
}

#[tokio::test]
async fn a_first_sync_brings_everything_and_a_second_one_asks_only_for_what_changed() {
    let gate = Gate::new();
    let first = gate.run().await;
    assert!(first.is_complete(), "{first:?}");
    assert_eq!(first.documents.len(), 5);
    assert!(first.documents.iter().all(|one| one.outcome == ListOutcome::Updated));
    assert!(gate.server.take_requests().iter().all(|one| if_none_match(one).is_none()));
    gate.server
        .serve(SHENZHEN_URL, &gate.publisher.status(SHENZHEN_0, NOW, &[(1, CardStatus::Revoked)]));
    let second = gate.run().await;
    for one in &second.documents {
        let changed = one.document == STATUS_SHENZHEN;
        let expected = if changed { ListOutcome::Updated } else { ListOutcome::Unchanged };
        assert_eq!(one.outcome, expected, "{:?}", one.document);
    }
    let requests = gate.server.take_requests();
    let documents = requests.iter().filter(|one| !one.url.ends_with("/next"));
    assert!(documents.clone().count() == 5);
    assert!(documents.clone().all(|one| if_none_match(one).is_some()));
    assert_eq!(gate.floor.floor(), NOW, "the newest iat");
}

#[test]
fn a_sync_can_move_between_threads() {
    fn is_send(_: &impl Send) {}
    let gate = Gate::new();
    let (sync, source) = (gate.sync(), source());
    is_send(&sync.run(&source, &no_progress));
}

#[tokio::test]
async fn every_request_is_bounded_in_size_and_time() {
    let gate = Gate::new();
    gate.run().await;
    let requests = gate.server.take_requests();
    assert!(requests.len() >= 5);
    for request in requests {
        assert!(request.max_response_bytes <= trust_list::MAX_BYTES as i64);
        assert!(request.timeout > Duration::ZERO && request.timeout <= Duration::from_secs(20));
    }
}

#[tokio::test]
async fn progress_counts_documents_and_bytes_to_the_end() {
    let gate = Gate::new();
    let seen = Mutex::new(Vec::new());
    let note = |progress: SyncStep| seen.lock().expect("lock").push(progress);
    gate.sync().run(&source(), &note).await.expect("kept");
    let seen = seen.into_inner().expect("lock");
    let counts: Vec<_> = seen.iter().map(|one| (one.done, one.total)).collect();
    assert_eq!(counts, [(1, 1), (2, 5), (3, 5), (4, 5), (5, 5)]);
    assert_eq!(seen.first().and_then(|one| one.current), Some(ListName::TrustList));
    assert!(seen.is_sorted_by_key(|one| one.bytes));
    assert!(seen.last().is_some_and(|one| one.bytes > 2000));
}

#[tokio::test]
async fn a_sync_that_broke_off_is_taken_up_where_it_stopped() {
    let gate = Gate::new();
    gate.server.script(SHENZHEN_URL, Script::Stall);
    let sync = gate.sync();
    let source = source();
    let run = sync.run(&source, &no_progress);
    tokio::select! {
        biased;
        report = run => panic!("the server stalls, yet: {report:?}"),
        () = std::future::ready(()) => {}
    }
    assert!(gate.store.snapshot().status_list(Region::GUANGZHOU, 0).is_some());
    assert!(gate.store.snapshot().status_list(Region::SHENZHEN, 0).is_none());
    gate.server.take_requests();
    let shenzhen = gate.publisher.status(SHENZHEN_0, NOW.minus(30), &[]);
    gate.server.serve(SHENZHEN_URL, &shenzhen);
    let report = gate.run().await;
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.outcome(STATUS_GUANGZHOU), Some(&ListOutcome::Unchanged));
    assert_eq!(report.outcome(STATUS_SHENZHEN), Some(&ListOutcome::Updated));
    assert_eq!(report.outcome(OVERLAY), Some(&ListOutcome::Updated));
    let requests = gate.server.take_requests();
    let tagged = |url| {
        let request = requests.iter().find(|one| one.url == url).expect("asked");
        if_none_match(request).is_some()
    };
    assert!(tagged(TRUST_URL) && tagged(GUANGZHOU_URL) && tagged(BASE_URL));
    assert!(!tagged(SHENZHEN_URL) && !tagged(OVERLAY_URL));
}

#[tokio::test]
async fn a_gate_that_slept_through_roll_overs_finds_its_way() {
    use essc::crypto::jwk::{Jwk, thumbprint_text};
    let mut gate = Gate::new();
    gate.run().await;
    for generation in [1, 2] {
        let next = root(generation + 1).public_key();
        gate.publisher.root = generation;
        gate.publisher.list.seq += 1;
        gate.publisher.list.next_root = Some(Jwk::from(&next));
        let kid = thumbprint_text(&root(generation).public_key());
        gate.server.serve(&format!("{TRUST_URL}/{kid}"), &gate.publisher.trust());
    }
    gate.publisher.root = 3;
    gate.publisher.list.seq += 1;
    gate.publisher.list.next_root = None;
    gate.server.serve(TRUST_URL, &gate.publisher.trust());
    let report = gate.run().await;
    assert_eq!(report.outcome(ListName::TrustList), Some(&ListOutcome::Updated));
    assert_eq!(gate.store.root_kid(), Some(thumbprint_text(&root(3).public_key())));
    assert!(gate.run().await.is_complete());
}

#[tokio::test]
async fn an_announced_catalogue_comes_with_the_one_in_force() {
    let gate = Gate::new();
    gate.server.serve(&format!("{BASE_URL}/next"), &gate.publisher.base(2, NOW.plus(1000)));
    assert!(gate.run().await.is_complete());
    let snapshot = gate.store.snapshot();
    let seq = |now| {
        let catalogue = snapshot.catalogue(Region::SHENZHEN, now).expect("a catalogue");
        catalogue.editions().0.number
    };
    assert_eq!((seq(NOW), seq(NOW.plus(1000))), (1, 2));
    drop(snapshot);
    let again = gate.run().await;
    assert_eq!(again.outcome(BASE), Some(&ListOutcome::Unchanged));
}

#[tokio::test]
async fn the_servers_time_gives_the_skew_and_lowers_what_a_wrong_clock_raised() {
    let gate = Gate::new();
    gate.floor.observe(NOW.plus(86_400 * 365)).expect("kept");
    assert!(!gate.floor.now_is_trusted(NOW));
    gate.server.script(TIME_URL, Script::time("Fri, 15 Jan 2027 08:00:00 GMT"));
    gate.clock.set_wall(NOW.plus(10));
    let source = SyncSource { time: Some(TIME_URL.into()), ..source() };
    let report = gate.sync().run(&source, &no_progress).await.expect("kept");
    assert_eq!((report.server_time, report.skew_s), (Some(NOW), Some(10)));
    assert!(gate.floor.now_is_trusted(NOW.plus(10)));
    assert_eq!(gate.run().await.skew_s, None, "documents that caches keep tell no time");
}

#[tokio::test]
async fn a_gate_whose_clock_is_wrong_gets_its_lists_once_the_server_told_the_time() {
    for wrong in [NOW.minus(7 * 365 * 86_400), NOW.plus(31 * 86_400), NOW.minus(310)] {
        let gate = Gate::new();
        gate.server.script(TIME_URL, Script::time("Fri, 15 Jan 2027 08:00:00 GMT"));
        gate.clock.set_wall(wrong);
        let source = SyncSource { time: Some(TIME_URL.into()), ..source() };
        let report = gate.sync().run(&source, &no_progress).await.expect("kept");
        assert!(report.is_complete(), "{wrong:?}: {report:?}");
        assert_eq!(report.skew_s, Some(wrong.since(NOW)));
        assert_eq!(gate.floor.floor(), NOW.minus(30));
    }
}

#[tokio::test]
async fn a_server_that_tells_a_time_before_what_was_signed_brings_no_ended_list_back() {
    let mut gate = Gate::new();
    gate.run().await;
    gate.publisher.list.seq += 1;
    gate.publisher.list.iat = NOW.minus(86_400 * 3);
    gate.publisher.list.exp = NOW.minus(60);
    gate.publisher.list.soft_exp = gate.publisher.list.exp;
    gate.server.serve(TRUST_URL, &gate.publisher.trust());
    gate.server.script(TIME_URL, Script::time("Thu, 14 Jan 2027 08:00:00 GMT"));
    let source = SyncSource { time: Some(TIME_URL.into()), ..source() };
    let report = gate.sync().run(&source, &no_progress).await.expect("kept");
    let outcome = report.outcome(ListName::TrustList).expect("reported");
    assert!(matches!(outcome, ListOutcome::Refused { .. }), "{outcome:?}");
}
