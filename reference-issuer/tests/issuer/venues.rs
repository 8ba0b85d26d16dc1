//! Venues: cards that live short and are signed anew for the gate that proves its key, and gates that
//! are put out of service.

use std::sync::Arc;

use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::crypto::jwk::{Jwk, thumbprint_text};
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::jws;
use essc::wire::trust_list::KeyUse;
use essc::wire::venue_card::SignedVenueCard;
use essc::wire::venue_renewal::RenewalClaims;
use essc_testkit::http_client::{Answer, send};
use essc_testkit::issuer::{Issuer, text};
use serde_json::{Value, json};

const DAY: u64 = 86_400;
const HOUR: u64 = 3600;

type Refusal = (u16, String, Option<String>);

fn refusal(status: u16, error: &str, reason: Option<&str>) -> Refusal {
    (status, error.to_owned(), reason.map(str::to_owned))
}

/// A gate of a made-up hospital in Guangzhou.
struct Gate {
    key: Arc<SigningKey>,
    venue_id: String,
}

impl Gate {
    fn new(venue_id: &str) -> Self {
        Self { key: Arc::new(SigningKey::generate().expect("key")), venue_id: venue_id.to_owned() }
    }

    fn order(&self, name: &str) -> Value {
        json!({
            "region": "440100", "venue_id": self.venue_id, "name": name,
            "scenes": ["0302", "0301"], "public_key": Jwk::from(&self.key.public_key()),
        })
    }

    /// Registers it; the card it is given.
    fn added(&self, issuer: &Issuer) -> SignedVenueCard {
        let answer = issuer.operate("venues", self.order("测试医院"));
        let bytes = base64url::decode(&text(&answer["venue_card"])).expect("base64url");
        let card = SignedVenueCard::from_cose(&bytes).expect("a venue card");
        assert_eq!(answer["expires"], json!(card.card.expires));
        card
    }

    fn proof(&self, issuer: &Issuer, region: &str, iat: UnixTime) -> String {
        let renewal = RenewalClaims {
            audience: format!("{}/{region}", issuer.base_url),
            issued_at: iat,
            expires: None,
            venue_id: self.venue_id.clone(),
        };
        let input = renewal.signing_input(&self.key.public_key());
        jws::assemble(&input, &self.key.sign(input.as_bytes()))
    }

    fn ask(&self, issuer: &Issuer) -> Answer {
        ask(issuer, "440100", &self.proof(issuer, "440100", issuer.now()))
    }

    fn renewed(&self, issuer: &Issuer) -> SignedVenueCard {
        let answer = self.ask(issuer);
        assert_eq!(answer.status, 200, "{}", answer.text());
        SignedVenueCard::from_cose(&answer.body).expect("a venue card")
    }
}

fn ask(issuer: &Issuer, region: &str, proof: &str) -> Answer {
    let headers = [("Content-Type", "application/jwt")];
    send(issuer.address, "POST", &format!("/{region}/venue-card"), &headers, proof.as_bytes())
}

fn named(gate: &Gate) -> Value {
    json!({ "region": "440100", "venue_id": gate.venue_id })
}

#[test]
fn a_gate_that_proves_its_key_gets_a_card_that_ends_a_week_later() {
    let issuer = Issuer::start();
    let gate = Gate::new("gz-hospital-1");
    let first = gate.added(&issuer);
    assert_eq!(first.card.expires, issuer.now().plus(7 * DAY));
    issuer.clock.advance(4 * DAY);
    let answer = gate.ask(&issuer);
    assert_eq!(answer.header("content-type"), Some("application/cose"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("date").is_some());
    let second = SignedVenueCard::from_cose(&answer.body).expect("a venue card");
    let trust = issuer.trust();
    let key = trust.key(second.card.kid, KeyUse::Venue).expect("listed");
    assert!(second.verify(&key.public_key));
    assert_eq!(second.card.expires, issuer.now().plus(7 * DAY));
    assert_eq!((second.card.key, &second.card.venue_id), (first.card.key, &first.card.venue_id));
    // What the operator changed meanwhile is in it.
    let mut order = gate.order("测试医院新楼");
    order["scenes"] = json!(["0302"]);
    issuer.operate("venues", order);
    let third = gate.renewed(&issuer);
    assert_eq!((third.card.name.as_str(), third.card.scenes.len()), ("测试医院新楼", 1));
    // Long after the end of its last card, too.
    issuer.clock.advance(60 * DAY);
    assert_eq!(gate.renewed(&issuer).card.expires, issuer.now().plus(7 * DAY));
}

#[test]
fn a_gate_that_asks_again_within_an_hour_gets_the_same_card_whoever_repeats_its_proof() {
    let mut issuer = Issuer::start();
    let gate = Gate::new("gz-hospital-1");
    let first = gate.added(&issuer);
    issuer.clock.advance(HOUR - 1);
    assert_eq!(gate.renewed(&issuer), first, "the one that was signed when it was entered");
    issuer.clock.advance(1);
    let second = gate.renewed(&issuer);
    assert!(second.card.expires > first.card.expires);
    let proof = gate.proof(&issuer, "440100", issuer.now());
    issuer.clock.advance(200);
    let repeated = ask(&issuer, "440100", &proof);
    assert_eq!(repeated.body, second.to_cose());
    issuer.kill();
    issuer.restart();
    assert_eq!(gate.renewed(&issuer), second, "it is remembered");
    // Gates that ask at the same moment make it sign once.
    issuer.clock.advance(HOUR);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..16).map(|_| scope.spawn(|| gate.ask(&issuer))).collect();
        asking.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    assert!(answers.iter().all(|one| one.status == 200 && one.body == answers[0].body));
    assert_ne!(answers[0].body, second.to_cose());
}

#[test]
fn a_card_of_a_clock_that_was_ahead_or_of_a_key_that_signs_no_more_is_not_handed_out_again() {
    let issuer = Issuer::start();
    let gate = Gate::new("gz-hospital-1");
    issuer.clock.advance(5 * DAY);
    let ahead = gate.added(&issuer);
    issuer.clock.set_wall(UnixTime::from_secs(essc_testkit::issuer::START));
    let back = gate.renewed(&issuer);
    assert!(back.card.expires < ahead.card.expires && back.card.not_before <= issuer.now());
    // Cards of that clock run all the same, and the operator hears until when.
    let listed = issuer.operate("venues/list", json!({ "region": "440100" }));
    assert_eq!(listed["venues"][0]["cards_end"], json!(ahead.card.expires));
    issuer.operate("keys/rotate", json!({ "region": "440100", "use": "venue" }));
    issuer.clock.advance(60);
    issuer.operate("keys/compromise", json!({ "kid": back.card.kid }));
    let next = gate.renewed(&issuer);
    assert_ne!(next.card.kid, back.card.kid);
}

#[test]
fn a_withdrawn_venue_gets_no_card_any_more_and_goes_on_with_a_new_key() {
    let mut issuer = Issuer::start();
    let (stolen, other) = (Gate::new("gz-hospital-1"), Gate::new("gz-hospital-2"));
    let last = stolen.added(&issuer);
    other.added(&issuer);
    issuer.clock.advance(100);
    let answer = issuer.operate("venues/withdraw", named(&stolen));
    assert_eq!(answer["cards_end"], json!(last.card.expires), "until then it can ask");
    assert_eq!(answer["withdrawn_at"], json!(issuer.now()));
    let refused = refusal(403, "access_denied", Some("venue_withdrawn"));
    assert_eq!(stolen.ask(&issuer).error(), refused, "not even the card of a minute ago");
    issuer.kill();
    issuer.restart();
    issuer.clock.advance(100);
    assert_eq!(stolen.ask(&issuer).error(), refused, "after a restart, too");
    assert_eq!(issuer.operate("venues/withdraw", named(&stolen)), answer, "once more");
    let taken = refusal(409, "conflict", Some("key_withdrawn"));
    let again = |order| issuer.try_operate("venues", order).error();
    assert_eq!(again(stolen.order("测试医院")), taken);
    let elsewhere = Gate { key: stolen.key.clone(), venue_id: "gz-hospital-3".into() };
    assert_eq!(again(elsewhere.order("测试医院")), taken, "nor for another venue");
    let new = Gate::new("gz-hospital-1");
    new.added(&issuer);
    issuer.clock.advance(4 * DAY);
    assert_eq!(new.renewed(&issuer).card.key, new.key.public_key());
    assert_eq!(stolen.ask(&issuer).error(), refused);
    assert_eq!(other.renewed(&issuer).card.venue_id, "gz-hospital-2");
}

#[test]
fn a_withdrawal_says_until_when_the_longest_card_of_the_venue_runs() {
    let issuer = Issuer::start();
    let (first, second) = (Gate::new("gz-hospital-1"), Gate::new("gz-hospital-1"));
    issuer.clock.advance(DAY);
    let longest = first.added(&issuer).card.expires;
    issuer.clock.set_wall(UnixTime::from_secs(essc_testkit::issuer::START));
    second.added(&issuer);
    let unknown = refusal(404, "not_found", Some("unknown_venue"));
    assert_eq!(first.ask(&issuer).error(), unknown, "another key took its place");
    let answer = issuer.operate("venues/withdraw", named(&second));
    assert_eq!(answer["cards_end"], json!(longest), "that of the key before, too");
    let none = json!({ "region": "440100", "venue_id": "gz-hospital-9" });
    assert_eq!(issuer.try_operate("venues/withdraw", none).error(), unknown);
    let nowhere = json!({ "region": "440000", "venue_id": "gz-hospital-1" });
    let region = refusal(400, "invalid_request", Some("region"));
    assert_eq!(issuer.try_operate("venues/withdraw", nowhere.clone()).error(), region);
    assert_eq!(issuer.try_operate("venues/list", json!({ "region": "440000" })).error(), region);
}

#[test]
fn every_refusal_of_a_renewal_has_its_status_and_its_word() {
    let issuer = Issuer::start();
    let gate = Gate::new("gz-hospital-1");
    gate.added(&issuer);
    let now = issuer.now();
    let good = gate.proof(&issuer, "440100", now);
    let bad = refusal(400, "invalid_proof", None);
    for text in ["", "x", &good[..good.len() - 1], &format!("{good}\n")] {
        assert_eq!(ask(&issuer, "440100", text).error(), bad);
    }
    let headers = [("Content-Type", "application/jwt; charset=utf-8")];
    let latin = send(issuer.address, "POST", "/440100/venue-card", &headers, b"\xff.\xff.\xff");
    assert_eq!(latin.error(), bad);
    assert_eq!(
        send(issuer.address, "POST", "/440100/venue-card", &headers, good.as_bytes()).status,
        200
    );
    let other_city = gate.proof(&issuer, "440300", now);
    assert_eq!(ask(&issuer, "440100", &other_city).error(), bad);
    let late = refusal(400, "invalid_proof", Some("proof_time"));
    for at in [now.minus(301), now.plus(301)] {
        let answer = ask(&issuer, "440100", &gate.proof(&issuer, "440100", at));
        assert_eq!(answer.error(), late);
        assert_eq!(answer.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"), "what time it is");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let unknown = refusal(404, "not_found", Some("unknown_venue"));
    assert_eq!(Gate::new("gz-hospital-1").ask(&issuer).error(), unknown, "another key");
    let other_name = Gate { key: gate.key.clone(), venue_id: "gz-hospital-2".into() };
    assert_eq!(other_name.ask(&issuer).error(), unknown, "another venue");
    assert_eq!(ask(&issuer, "440300", &other_city).error(), unknown, "another city");
    let none = refusal(404, "not_found", None);
    for region in ["440000", "110100", "x"] {
        let proof = gate.proof(&issuer, region, now);
        assert_eq!(ask(&issuer, region, &proof).error(), none, "{region} has no venues here");
    }
    let form = |media_type: &str, body: &[u8]| {
        let headers = [("Content-Type", media_type)];
        send(issuer.address, "POST", "/440100/venue-card", &headers, body).error()
    };
    for media_type in ["application/json", "text/plain", ""] {
        assert_eq!(form(media_type, good.as_bytes()), refusal(415, "invalid_request", None));
    }
    assert_eq!(form("application/jwt", &[b'a'; 5000]), refusal(413, "invalid_request", None));
    let get = issuer.get("/440100/venue-card");
    assert_eq!(get.error(), refusal(405, "invalid_request", None));
}

#[test]
fn a_city_without_a_venue_key_says_so_and_withdraws_all_the_same() {
    let issuer = Issuer::start_with(|config| config.key_life = 30 * DAY);
    let gate = Gate::new("gz-hospital-1");
    gate.added(&issuer);
    issuer.clock.advance(31 * DAY);
    let refused = refusal(503, "temporarily_unavailable", Some("no_venue_key"));
    assert_eq!(gate.ask(&issuer).error(), refused);
    assert_eq!(issuer.try_operate("venues", gate.order("测试医院")).error(), refused);
    issuer.operate("venues/withdraw", named(&gate));
    assert_eq!(gate.ask(&issuer).error().2.as_deref(), Some("venue_withdrawn"));
}

#[test]
fn venues_are_listed_page_by_page_with_their_state() {
    let issuer = Issuer::start();
    let gates: Vec<Gate> = (0..51).map(|n| Gate::new(&format!("desk-{n:02}"))).collect();
    for gate in &gates {
        gate.added(&issuer);
    }
    issuer.operate("venues/withdraw", named(&gates[50]));
    let list =
        |after: Value| issuer.operate("venues/list", json!({ "region": "440100", "after": after }));
    let first = list(Value::Null);
    let venues = first["venues"].as_array().expect("a list");
    assert_eq!((venues.len(), &first["next"]), (50, &json!("desk-49")));
    let expected = json!({
        "venue_id": "desk-00", "name": "测试医院", "scenes": ["0302", "0301"],
        "key": thumbprint_text(&gates[0].key.public_key()), "state": "in_service",
        "withdrawn_at": null, "cards_end": issuer.now().plus(7 * DAY),
    });
    assert_eq!(venues[0], expected);
    let rest = list(first["next"].clone());
    assert_eq!(rest["next"], Value::Null);
    let last = &rest["venues"].as_array().expect("a list")[..];
    assert_eq!(last.len(), 1);
    assert_eq!(last[0]["state"], json!("withdrawn"));
    assert_eq!(last[0]["withdrawn_at"], json!(issuer.now()));
    let other = issuer.operate("venues/list", json!({ "region": "440300" }));
    assert_eq!(other, json!({ "region": "440300", "venues": [], "next": null }));
}

#[test]
fn a_renewal_that_a_kill_cuts_off_beside_a_withdrawal_leaves_no_card_past_what_the_withdrawal_said()
{
    let mut issuer = Issuer::start();
    for round in 0..6 {
        let gate = Gate::new(&format!("gz-hospital-{round}"));
        gate.added(&issuer);
        issuer.clock.advance(DAY);
        let proof = gate.proof(&issuer, "440100", issuer.now());
        let withdraw = named(&gate);
        let (renewed, withdrawn) = std::thread::scope(|scope| {
            let renewing = scope.spawn(|| ask(&issuer, "440100", &proof));
            let withdrawing = scope.spawn(|| issuer.operate("venues/withdraw", withdraw.clone()));
            (renewing.join().expect("answered"), withdrawing.join().expect("answered"))
        });
        issuer.kill();
        issuer.restart();
        if renewed.status == 200 {
            let card = SignedVenueCard::from_cose(&renewed.body).expect("a venue card");
            let told = withdrawn["cards_end"].as_u64().expect("a time");
            assert!(card.card.expires.as_secs() <= told, "what was handed out is counted");
        } else {
            assert_eq!(renewed.error().2.as_deref(), Some("venue_withdrawn"));
        }
        assert_eq!(gate.ask(&issuer).error().2.as_deref(), Some("venue_withdrawn"));
        assert_eq!(issuer.operate("venues/withdraw", named(&gate)), withdrawn);
    }
}

#[test]
fn a_venue_key_of_another_region_signs_no_card_of_this_one() {
    let issuer = Issuer::start();
    let gate = Gate::new("sz-1");
    let mut order = gate.order("测试医院");
    order["region"] = "440300".into();
    issuer.operate("venues", order);
    let answer = ask(&issuer, "440300", &gate.proof(&issuer, "440300", issuer.now()));
    let card = SignedVenueCard::from_cose(&answer.body).expect("a venue card");
    assert_eq!(KeyId::region(card.card.kid), Region::SHENZHEN);
    assert_eq!(gate.ask(&issuer).status, 404);
}
