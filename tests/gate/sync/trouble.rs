//! Servers that stall, lie, mix things up or go away.

use std::sync::Arc;

use super::*;
use essc::trust::catalogue::CatalogueError;
use essc::trust::overlay::OverlayError;
use essc::trust::status_list::StatusListError;
use essc::trust::succession::SuccessionError;
use essc::wire::in_place::InPlace;
use essc_testkit::publisher::scene;

fn failed(reason: impl Into<FetchError>) -> ListOutcome {
    ListOutcome::Failed { reason: reason.into() }
}

fn refused(reason: impl Into<Refusal>) -> ListOutcome {
    ListOutcome::Refused { reason: AcceptError::Refused(reason.into()) }
}

#[tokio::test]
async fn a_city_that_stalls_fails_by_itself_and_holds_up_no_other() {
    let gate = Gate::new();
    gate.server.script(GUANGZHOU_URL, Script::Fail(HttpError::Timeout));
    let report = gate.run().await;
    assert_eq!(report.outcome(STATUS_GUANGZHOU), Some(&failed(HttpError::Timeout)));
    assert!(!report.is_complete());
    for good in [ListName::TrustList, STATUS_SHENZHEN, BASE, OVERLAY] {
        assert_eq!(report.outcome(good), Some(&ListOutcome::Updated), "{good:?}");
    }
}

#[tokio::test]
async fn what_a_server_may_do_wrong_is_told_apart() {
    let gate = Gate::new();
    for (script, outcome) in [
        (Script::Fail(HttpError::Unreachable), failed(HttpError::Unreachable)),
        (Script::Fail(HttpError::TooLarge { limit: 9 }), failed(HttpError::TooLarge { limit: 9 })),
        (Script::Fail(HttpError::Redirected), failed(HttpError::Redirected)),
        (Script::status(500), failed(FetchError::Status(500))),
        (Script::status(304), failed(FetchError::Status(304))),
        (Script::body(&[0xff]), failed(FetchError::NotText)),
        (Script::body(b"<html>"), failed(FetchError::InPlace(InPlace::WebPage))),
        (Script::body(b""), failed(FetchError::InPlace(InPlace::Nothing))),
        (Script::body(b"{}"), failed(FetchError::InPlace(InPlace::Json))),
    ] {
        gate.server.script(SHENZHEN_URL, script);
        assert_eq!(gate.run().await.outcome(STATUS_SHENZHEN), Some(&outcome));
    }
    gate.server.script(SHENZHEN_URL, Script::body(b"x"));
    let report = gate.run().await;
    let outcome = report.outcome(STATUS_SHENZHEN).expect("reported");
    assert!(matches!(outcome, ListOutcome::Refused { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_login_page_or_a_cut_answer_is_never_called_a_list_of_an_unknown_root() {
    let gate = Gate::new();
    let whole = gate.publisher.trust();
    for (body, what) in [
        (b"<!DOCTYPE html><html></html>".to_vec(), InPlace::WebPage),
        (vec![], InPlace::Nothing),
        (whole.as_bytes()[..whole.len() / 2].to_vec(), InPlace::Cut),
        ([b"\xef\xbb\xbf", whole.as_bytes()].concat(), InPlace::ByteOrderMark),
    ] {
        gate.server.script(TRUST_URL, Script::body(&body));
        let report = gate.run().await;
        let expected = failed(FetchError::InPlace(what));
        assert_eq!(report.outcome(ListName::TrustList), Some(&expected));
    }
}

#[tokio::test]
async fn a_gate_without_a_trust_list_asks_for_nothing_else() {
    let gate = Gate::new();
    gate.server.script(TRUST_URL, Script::Fail(HttpError::Unreachable));
    let report = gate.run().await;
    assert_eq!(report.documents.len(), 1);
    assert_eq!(report.outcome(ListName::TrustList), Some(&failed(HttpError::Unreachable)));
    assert_eq!(gate.server.take_requests().len(), 1);
}

#[tokio::test]
async fn a_gate_that_holds_a_trust_list_goes_on_with_it() {
    let gate = Gate::new();
    gate.run().await;
    gate.server.script(TRUST_URL, Script::Fail(HttpError::Unreachable));
    let newer = gate.publisher.status(GUANGZHOU_0, NOW, &[(1, CardStatus::Suspended)]);
    gate.server.serve(GUANGZHOU_URL, &newer);
    let report = gate.run().await;
    assert_eq!(report.outcome(STATUS_GUANGZHOU), Some(&ListOutcome::Updated));
}

#[tokio::test]
async fn lists_of_another_city_rolled_back_or_for_another_place_are_refused() {
    let gate = Gate::new();
    gate.run().await;
    let guangzhou = gate.publisher.status(GUANGZHOU_0, NOW, &[]);
    gate.server.serve(SHENZHEN_URL, &guangzhou);
    let older = gate.publisher.status(GUANGZHOU_0, NOW.minus(40), &[]);
    gate.server.serve(GUANGZHOU_URL, &older);
    gate.server.serve(BASE_URL, &gate.publisher.overlay(2, NOW));
    let report = gate.run().await;
    let swapped = StatusListError::OtherList { wanted: SHENZHEN_0, got: GUANGZHOU_0 };
    assert_eq!(report.outcome(STATUS_SHENZHEN), Some(&refused(swapped)));
    let (held, got) = (NOW.minus(30).as_secs(), NOW.minus(40).as_secs());
    let rolled_back = SuccessionError::RolledBack { held, got };
    assert_eq!(report.outcome(STATUS_GUANGZHOU), Some(&refused(rolled_back)));
    let (wanted, got) = (Region::GUANGDONG, Region::GUANGZHOU);
    let other = CatalogueError::OtherCatalogue { wanted, got };
    assert_eq!(report.outcome(BASE), Some(&refused(other)));
    assert!(gate.store.snapshot().status_list(Region::SHENZHEN, 0).is_some(), "the held one");
}

#[tokio::test]
async fn an_overlay_is_judged_against_the_base_of_the_same_sync() {
    let gate = Gate::new();
    let repeats = gate.publisher.overlay_with(1, NOW.minus(30), vec![scene(10_500)]);
    gate.server.serve(OVERLAY_URL, &repeats);
    let report = gate.run().await;
    let outcome = report.outcome(OVERLAY).expect("reported");
    let ListOutcome::Refused { reason: AcceptError::Refused(Refusal::Overlay(reason)) } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert!(matches!(reason, OverlayError::Repeats { .. }));
}

#[tokio::test]
async fn a_slow_answer_tells_no_time() {
    let gate = Gate::new();
    let clock = Arc::new(ManualClock::at(NOW));
    let date = "Fri, 15 Jan 2027 08:00:00 GMT".to_owned();
    let source = SyncSource { time: Some(TIME_URL.into()), ..source() };
    for (seconds, skew) in [(5, Some(5)), (6, None)] {
        clock.set_wall(NOW);
        let (clock, date) = (clock.clone(), date.clone());
        gate.server.script(TIME_URL, Script::Slow { clock: clock.clone(), seconds, date });
        let sync = TrustSync { clock: clock.as_ref(), ..gate.sync() };
        let report = sync.run(&source, &no_progress).await.expect("kept");
        assert_eq!(report.skew_s, skew);
    }
}

#[tokio::test]
async fn the_floor_is_not_lowered_by_a_server_whose_trust_list_is_refused() {
    let gate = Gate::new();
    let ahead = NOW.plus(86_400 * 365);
    gate.floor.observe(ahead).expect("kept");
    gate.server.script(TIME_URL, Script::time("Fri, 15 Jan 2027 08:00:00 GMT"));
    gate.server.script(TRUST_URL, Script::body(b"x"));
    let source = SyncSource { time: Some(TIME_URL.into()), ..source() };
    let report = gate.sync().run(&source, &no_progress).await.expect("kept");
    assert_eq!(report.server_time, Some(NOW));
    assert_eq!(gate.floor.floor(), ahead);
}
