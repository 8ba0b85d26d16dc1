//! Requests whose file, clock or signature is not what it was.

use super::*;
use crate::crypto::SigningKey;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::wire::request::{MAX_LIFE, Request};
use crate::wire::venue_card::{SignedVenueCard, VenueCard};

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const YEAR: u64 = 365 * 86_400;

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).expect("a scalar")
}

fn made(at: UnixTime, nonce: u16) -> SignedRequest {
    let venue = VenueCard {
        kid: KeyId::new(Region::GUANGZHOU, 4),
        not_before: NOW.minus(86_400),
        expires: NOW.plus(2 * YEAR),
        key: key(1).public_key(),
        venue_id: "pharmacy-1".into(),
        name: "测试药店".into(),
        region: Region::GUANGZHOU,
        scenes: vec![SceneCode::new(302)],
    };
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&nonce.to_be_bytes());
    let request = Request {
        issued_at: at,
        expires: at.plus(MAX_LIFE),
        scene: SceneCode::new(302),
        nonce: bytes,
        amount: None,
        purpose: None,
        venue_card: SignedVenueCard::sign(venue, &key(2)).expect("venue card"),
    };
    SignedRequest::sign(request, &key(1)).expect("request")
}

fn fits(requests: &OutstandingRequests, request: &SignedRequest, now: UnixTime) -> bool {
    let challenge = request.challenge();
    let found = requests.fitting(hint_of(&challenge), SceneCode::new(302), now, now);
    found.iter().any(|candidate| candidate.challenge == challenge)
}

#[test]
fn a_damaged_file_stops_no_gate_and_nothing_it_may_have_held_is_accepted_again() {
    for damage in [b"{".to_vec(), Vec::new(), vec![b' '; 300_000], b"[1]".to_vec()] {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("requests.json");
        let requests = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
        let answered = made(NOW, 1);
        requests.add(&answered, NOW).expect("kept");
        assert!(requests.use_up(&answered.challenge()).expect("used up"));
        fs::write(&path, &damage).expect("damaged");

        let reopened = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
        for requests in [requests, reopened] {
            let later = NOW.plus(10);
            assert!(!fits(&requests, &answered, later));
            assert!(!requests.use_up(&answered.challenge()).expect("asked"));
            let kept_again = requests.add(&answered, later);
            assert!(matches!(kept_again, Err(RequestsError::Forgotten)), "{kept_again:?}");
            let next = made(later, 2);
            requests.add(&next, later).expect("kept");
            assert!(fits(&requests, &next, later));
            assert!(requests.use_up(&next.challenge()).expect("used up"));
            assert!(!requests.use_up(&next.challenge()).expect("asked"));
            fs::write(&path, &damage).expect("damaged again");
        }
    }
}

#[test]
fn a_request_that_was_answered_is_not_outstanding_again_after_the_clock_was_ahead() {
    let requests = OutstandingRequests::in_memory();
    let answered = made(NOW, 1);
    requests.add(&answered, NOW).expect("kept");
    assert!(requests.use_up(&answered.challenge()).expect("used up"));
    let ahead = NOW.plus(500);
    requests.add(&made(ahead, 2), ahead).expect("kept");
    requests.add(&answered, NOW.plus(5)).expect("kept as it is");
    assert!(!requests.use_up(&answered.challenge()).expect("asked"));
    let further = NOW.plus(5000);
    requests.add(&made(further, 3), further).expect("kept");
    let forgotten = requests.add(&answered, NOW.plus(6));
    assert!(matches!(forgotten, Err(RequestsError::Forgotten)), "{forgotten:?}");
    requests.add(&made(NOW.plus(6), 4), NOW.plus(6)).expect("a new one is kept");
}

#[test]
fn requests_made_by_a_clock_a_year_ahead_leave_room_for_those_of_today() {
    let requests = OutstandingRequests::in_memory();
    let ahead = NOW.plus(YEAR);
    for nonce in 0..MAX_REQUESTS as u16 {
        requests.add(&made(ahead, nonce), ahead).expect("kept");
    }
    assert!(matches!(requests.add(&made(ahead, 999), ahead), Err(RequestsError::Full)));
    let today = made(NOW, 1000);
    requests.add(&today, NOW).expect("kept");
    assert!(fits(&requests, &today, NOW));
}

#[test]
fn a_gate_that_asked_all_it_may_finds_all_of_it_after_a_restart() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("requests.json");
    let requests = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
    for nonce in 0..MAX_REQUESTS as u16 {
        requests.add(&made(NOW, nonce), NOW).expect("kept");
    }
    let reopened = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
    assert!(matches!(reopened.add(&made(NOW, 999), NOW), Err(RequestsError::Full)));
    for nonce in [0, 100, 255] {
        let challenge = made(NOW, nonce).challenge();
        assert!(reopened.use_up(&challenge).expect("used up"));
        assert!(!requests.use_up(&challenge).expect("asked"));
    }
    // Room again, though a clock may still go back to where they count.
    let later = NOW.plus(MAX_LIFE + REMEMBERED_AFTER);
    reopened.add(&made(later, 1000), later).expect("kept");
}

#[test]
fn the_other_form_of_a_requests_signature_makes_no_second_request() {
    let requests = OutstandingRequests::in_memory();
    let signed = made(NOW, 1);
    let other = SignedRequest { signature: signed.signature.other_form(), ..signed.clone() };
    requests.add(&signed, NOW).expect("kept");
    requests.add(&other, NOW).expect("the same");
    assert!(requests.use_up(&signed.challenge()).expect("used up"));
    assert!(!requests.use_up(&other.challenge()).expect("asked"));
}

#[test]
fn the_list_of_version_0_1_is_read_and_written_on() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("requests.json");
    let stored = include_bytes!("../../../tests/stored/0.1.0/gate/requests.json");
    fs::write(&path, stored).expect("written");
    let requests = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
    assert_eq!(requests.held().kept.requests.len(), 2);
    let at = UnixTime::from_secs(1_795_835_261);
    requests.add(&made(at, 1), at).expect("kept");
    let reopened = OutstandingRequests::open(KeptFile::from(&path)).expect("opened");
    let held = reopened.held();
    assert_eq!(held.kept.requests.iter().filter(|request| request.answered).count(), 1);
    assert_eq!(held.kept.requests.len(), 3);
}
