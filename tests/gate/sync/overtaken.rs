//! Two syncs at the same time: what one brings makes old what is still on its way to the other.

use super::*;
use essc::ports::http::{BoxFuture, HttpRequest, HttpResponse};
use essc::trust::trust_floor::TrustFloorError;

type Overtaking<'a> = dyn Fn() -> Result<Acceptance, AcceptError> + Send + Sync + 'a;

/// The gate's server, whose first answer for `url` arrives after another sync has done its work.
struct Late<'a> {
    server: &'a ScriptedTransport,
    url: &'a str,
    other_sync: Mutex<Option<Box<Overtaking<'a>>>>,
}

impl HttpTransport for Late<'_> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let is_late = request.url == self.url;
        let answer = self.server.send(request);
        Box::pin(async move {
            let answer = answer.await;
            let other_sync = self.other_sync.lock().expect("lock").take_if(|_| is_late);
            if let Some(other_sync) = other_sync {
                assert_eq!(other_sync(), Ok(Acceptance::Updated));
            }
            answer
        })
    }
}

/// The outcome of a sync that is overtaken by one that brings `newer`.
async fn overtaken(gate: &Gate, document: ListName, url: &str, newer: String) -> ListOutcome {
    let other_sync = || {
        gate.server.serve(url, &newer);
        match document {
            ListName::TrustList => gate.store.accept_trust(&newer, &[], None, NOW),
            ListName::Status(uri) => gate.store.accept_status(&newer, uri, None, NOW),
            ListName::Catalogue(region) => gate.store.accept_catalogue(&newer, region, None, NOW),
        }
    };
    let other_sync = Mutex::new(Some(Box::new(other_sync) as Box<Overtaking<'_>>));
    let transport = Late { server: &gate.server, url, other_sync };
    let sync = TrustSync { transport: &transport, ..gate.sync() };
    let report = sync.run(&source(), &no_progress).await.expect("kept");
    assert!(transport.other_sync.lock().expect("lock").is_none(), "it was overtaken");
    report.outcome(document).expect("reported").clone()
}

#[tokio::test]
async fn a_list_that_another_sync_made_old_on_its_way_is_asked_for_again_and_not_called_refused() {
    let mut gate = Gate::new();
    gate.run().await;
    let (own, others) = (NOW.minus(20), NOW.minus(10));
    // Each has a second edition for this sync, and a third for the one that overtakes it.
    let status = |iat| gate.publisher.status(GUANGZHOU_0, iat, &[(1, CardStatus::Suspended)]);
    gate.server.serve(GUANGZHOU_URL, &status(own));
    let outcome = overtaken(&gate, STATUS_GUANGZHOU, GUANGZHOU_URL, status(others)).await;
    assert_eq!(outcome, ListOutcome::Unchanged);

    gate.server.serve(BASE_URL, &gate.publisher.base(2, NOW.minus(20)));
    let base = gate.publisher.base(3, NOW.minus(10));
    let outcome = overtaken(&gate, BASE, BASE_URL, base).await;
    assert_eq!(outcome, ListOutcome::Unchanged);

    gate.publisher.list.seq += 1;
    gate.server.serve(TRUST_URL, &gate.publisher.trust());
    gate.publisher.list.seq += 1;
    let trust = gate.publisher.trust();
    let outcome = overtaken(&gate, ListName::TrustList, TRUST_URL, trust).await;
    assert_eq!(outcome, ListOutcome::Unchanged);
}

#[tokio::test]
async fn a_server_that_goes_back_is_refused_even_when_another_sync_was_faster() {
    let mut gate = Gate::new();
    gate.publisher.list.seq += 1;
    gate.server.serve(TRUST_URL, &gate.publisher.trust());
    gate.run().await;
    gate.publisher.list.seq -= 1;
    let older = gate.publisher.trust();
    gate.publisher.list.seq += 2;
    let newer = gate.publisher.trust();
    gate.server.serve(TRUST_URL, &older);
    let other_sync = || gate.store.accept_trust(&newer, &[], None, NOW);
    let other_sync = Mutex::new(Some(Box::new(other_sync) as Box<Overtaking<'_>>));
    let transport = Late { server: &gate.server, url: TRUST_URL, other_sync };
    gate.server.take_requests();
    let sync = TrustSync { transport: &transport, ..gate.sync() };
    let report = sync.run(&source(), &no_progress).await.expect("kept");
    let outcome = report.outcome(ListName::TrustList).expect("reported");
    let ListOutcome::Refused { reason: AcceptError::Refused(Refusal::TrustFloor(reason)) } =
        outcome
    else {
        panic!("{outcome:?}")
    };
    assert!(matches!(reason, TrustFloorError::Succession(_)), "{reason:?}");
    let asked = gate.server.take_requests();
    assert_eq!(
        asked.iter().filter(|one| one.url == TRUST_URL).count(),
        2,
        "once more, not for ever"
    );
}
