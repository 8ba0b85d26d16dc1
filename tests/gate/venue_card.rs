//! Renewals against a city that answers what a test wants: its own cards, other people's, none.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::config;
use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::clock::ManualClock;
use essc::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport,
};
use essc::ports::key_store::{
    AttestationRequest, Authentication, Hardware, KeyPolicy, KeyStore as _,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{AskError, Question, VENUE_CARD_FILE, VenueCardFile};
use essc::verifier::{
    RenewalFault, VENUE_KEY, Venue, VenueCardOutcome, VenueCardSync, Verifier, renew_venue_card,
};
use essc::wire::bundle::Bundle;
use essc::wire::jws;
use essc::wire::trust_list::{KeyState, KeyUse};
use essc::wire::venue_card::{SignedVenueCard, VenueCard};
use essc::wire::venue_renewal::RenewalClaims;
use essc_testkit::publisher::{NOW, Publisher};

mod answers;

const DAY: u64 = 86_400;

/// Generations of Guangzhou's and Shenzhen's venue keys.
const VENUE: u8 = 4;
const NEXT_VENUE: u8 = 5;

/// A gate of a made-up hospital.
struct Gate {
    directory: tempfile::TempDir,
    clock: Arc<ManualClock>,
    keys: Arc<SoftwareKeyStore>,
    publisher: Publisher,
    verifier: Verifier,
}

fn open(directory: &Path, clock: &Arc<ManualClock>) -> Verifier {
    Verifier::open_beside(config(directory), clock.clone()).expect("opened")
}

impl Gate {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("directory");
        let clock = Arc::new(ManualClock::at(NOW));
        let keys = Arc::new(SoftwareKeyStore::in_memory());
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
        keys.generate(VENUE_KEY.into(), policy, AttestationRequest::none()).expect("a key");
        let mut publisher = Publisher::new();
        for region in [Region::GUANGZHOU, Region::SHENZHEN] {
            publisher.add_key(region, VENUE, KeyUse::Venue);
            publisher.add_key(region, NEXT_VENUE, KeyUse::Venue);
        }
        let verifier = open(directory.path(), &clock);
        let gate = Self { directory, clock, keys, publisher, verifier };
        gate.import();
        gate
    }

    fn import(&self) {
        let bundle = Bundle {
            trust: self.publisher.trust(),
            roots: vec![],
            status: vec![],
            catalogues: vec![],
        };
        let report = self.verifier.import_bundle(&serde_json::to_vec(&bundle).expect("JSON"));
        assert!(report.expect("a bundle").is_complete());
    }

    /// A card of this gate that was signed at a time, for a week.
    fn card_of(&self, signed: UnixTime) -> VenueCard {
        let info = self.keys.info(VENUE_KEY.into()).expect("a key");
        let point = info.public_key.as_slice().try_into().expect("65 bytes");
        VenueCard {
            kid: KeyId::new(Region::GUANGZHOU, VENUE),
            not_before: signed.minus(300),
            expires: signed.plus(7 * DAY),
            key: essc::crypto::PublicKey::from_uncompressed(point).expect("a key"),
            venue_id: "gz-hospital-1".into(),
            name: "测试医院".into(),
            region: Region::GUANGZHOU,
            scenes: vec![SceneCode::new(302)],
        }
    }

    fn signed(&self, signed: UnixTime) -> SignedVenueCard {
        self.publisher.venue_card(VENUE, self.card_of(signed))
    }

    fn venue(&self, card: SignedVenueCard) -> Venue {
        Venue { card, keys: self.keys.clone() }
    }

    async fn renew(&self, venue: &Venue, city: &City) -> VenueCardSync {
        renew_venue_card(&self.verifier, venue, city, NOW).await
    }

    /// End of the card that a request is made with, by a process of its own.
    fn asks_until(&self, venue: &Venue) -> Result<UnixTime, AskError> {
        let beside = open(self.directory.path(), &self.clock);
        let asked = beside.request(venue, SceneCode::new(302), Question::default());
        asked.map(|signed| signed.request.venue_card.card.expires)
    }

    fn file(&self) -> Option<SignedVenueCard> {
        VenueCardFile::of(self.directory.path()).read().expect("readable")
    }
}

type Answers = Box<dyn Fn(&RenewalClaims) -> Result<HttpResponse, HttpError> + Send + Sync>;

/// A city that reads the proofs and answers from a script.
struct City {
    answers: Answers,
    asked: Mutex<Vec<RenewalClaims>>,
}

impl City {
    fn that(
        answers: impl Fn(&RenewalClaims) -> Result<HttpResponse, HttpError> + Send + Sync + 'static,
    ) -> Self {
        Self { answers: Box::new(answers), asked: Mutex::default() }
    }

    fn with(card: &SignedVenueCard) -> Self {
        let body = card.to_cose();
        Self::that(move |_| Ok(answer(200, &body)))
    }

    fn refusing(status: i32, reason: &str) -> Self {
        let body = json!({ "error": "access_denied", "essc_reason": reason }).to_string();
        Self::that(move |_| Ok(answer(status, body.as_bytes())))
    }

    fn asked(&self) -> usize {
        self.asked.lock().expect("lock").len()
    }
}

const fn of(outcome: VenueCardOutcome, until: UnixTime) -> VenueCardSync {
    VenueCardSync { outcome, until, fault: None }
}

fn answer(status: i32, body: &[u8]) -> HttpResponse {
    HttpResponse { status, headers: vec![], body: body.to_vec() }
}

impl HttpTransport for City {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        assert_eq!(request.url, "https://card.example/440100/venue-card");
        assert!(request.headers.contains(&HeaderField::new("content-type", "application/jwt")));
        let text = std::str::from_utf8(&request.body).expect("text");
        let proof = jws::parse_proof(text, essc::wire::venue_renewal::TYP, 4096).expect("a proof");
        let key = proof.proof_header().expect("its header").jwk.as_ref().expect("a key");
        let claims: RenewalClaims = proof.verify(&key.public_key().expect("a key")).expect("good");
        let answer = (self.answers)(&claims);
        self.asked.lock().expect("lock").push(claims);
        Box::pin(std::future::ready(answer))
    }
}

#[tokio::test]
async fn a_card_is_renewed_when_less_than_half_of_its_period_is_left_and_used_by_every_process() {
    let gate = Gate::new();
    let next = gate.signed(NOW);
    let city = City::with(&next);
    // Of a week and five minutes, three days and a half and two minutes and a half.
    for (age, due) in
        [(0, false), (3 * DAY, false), (4 * DAY, true), (7 * DAY, true), (90 * DAY, true)]
    {
        let _ = std::fs::remove_file(gate.directory.path().join(VENUE_CARD_FILE));
        let venue = gate.venue(gate.signed(NOW.minus(age)));
        let before = city.asked();
        let renewal = gate.renew(&venue, &city).await;
        assert_eq!(city.asked() > before, due, "{age}");
        let expected = if due { VenueCardOutcome::Renewed } else { VenueCardOutcome::NotDue };
        assert_eq!((renewal.outcome, renewal.fault), (expected, None), "{age}");
        let until = if due { next.card.expires } else { venue.card.card.expires };
        assert_eq!(renewal.until, until);
        assert_eq!(gate.asks_until(&venue).expect("asked"), until, "another process sees it");
        assert_eq!(gate.renew(&venue, &city).await.outcome, VenueCardOutcome::NotDue);
    }
    let asked = city.asked.lock().expect("lock");
    let first = asked.first().expect("asked");
    assert_eq!(first.audience, "https://card.example/440100");
    assert_eq!((first.issued_at, first.venue_id.as_str()), (NOW, "gz-hospital-1"));
}

#[tokio::test]
async fn a_card_whose_signer_was_compromised_is_renewed_at_once_even_by_one_that_ends_earlier() {
    let mut gate = Gate::new();
    let venue = gate.venue(
        gate.publisher
            .venue_card(VENUE, VenueCard { expires: NOW.plus(365 * DAY), ..gate.card_of(NOW) }),
    );
    let next = gate.publisher.venue_card(NEXT_VENUE, gate.card_of(NOW));
    let city = City::with(&next);
    assert_eq!(gate.renew(&venue, &city).await.outcome, VenueCardOutcome::NotDue);
    gate.publisher.set_state(Region::GUANGZHOU, VENUE, KeyState::Compromised);
    gate.publisher.list.seq += 1;
    gate.import();
    assert!(matches!(gate.asks_until(&venue), Err(AskError::NotProved)));
    let renewal = gate.renew(&venue, &city).await;
    assert_eq!(renewal, of(VenueCardOutcome::Renewed, next.card.expires));
    assert_eq!(gate.asks_until(&venue).expect("asked"), next.card.expires);
    assert_eq!(gate.renew(&venue, &city).await.outcome, VenueCardOutcome::NotDue);
}

#[tokio::test]
async fn of_two_renewals_at_the_same_time_the_card_that_ends_last_stays() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let (earlier, later) = (gate.signed(NOW.minus(60)), gate.signed(NOW));
    let directory = gate.directory.path().to_owned();
    let (body, meanwhile) = (earlier.to_cose(), later.clone());
    // While the answer is on its way, another process of the gate has renewed the card.
    let overtaken = City::that(move |_| {
        VenueCardFile::of(&directory).put(&meanwhile).expect("kept");
        Ok(answer(200, &body))
    });
    let renewal = gate.renew(&venue, &overtaken).await;
    assert_eq!(renewal, of(VenueCardOutcome::Renewed, later.card.expires));
    assert_eq!(gate.file(), Some(later));
}

#[tokio::test]
async fn a_card_of_another_venue_that_was_put_in_meanwhile_stays() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let other = gate
        .publisher
        .venue_card(VENUE, VenueCard { venue_id: "moved".into(), ..gate.card_of(NOW) });
    let directory = gate.directory.path().to_owned();
    let (body, put) = (gate.signed(NOW).to_cose(), other.clone());
    let city = City::that(move |_| {
        VenueCardFile::of(&directory).put(&put).expect("kept");
        Ok(answer(200, &body))
    });
    assert_eq!(gate.renew(&venue, &city).await.fault, Some(RenewalFault::Replaced));
    assert_eq!(gate.file(), Some(other.clone()));
    // One that was there before the venue of now is in the way of nothing.
    let renewal = gate.renew(&venue, &City::with(&gate.signed(NOW))).await;
    assert_eq!(renewal.outcome, VenueCardOutcome::Renewed);
    assert_ne!(gate.file(), Some(other));
}

#[tokio::test]
async fn nothing_is_asked_without_the_cards_key_or_somebody_to_ask() {
    let gate = Gate::new();
    let next = City::with(&gate.signed(NOW));
    let old = gate.signed(NOW.minus(5 * DAY));
    let other = SigningKey::from_bytes(&[62; 32]).expect("scalar").public_key();
    let of_another = VenueCard { key: other, ..old.card.clone() };
    let venue = gate.venue(gate.publisher.venue_card(VENUE, of_another));
    assert_eq!(gate.renew(&venue, &next).await.fault, Some(RenewalFault::OtherKey));
    let keyless = Venue { card: old.clone(), keys: Arc::new(SoftwareKeyStore::in_memory()) };
    let renewal = gate.renew(&keyless, &next).await;
    assert!(matches!(renewal.fault, Some(RenewalFault::Key(_))), "{renewal:?}");
    let nowhere = Region::new(110_000).expect("a region");
    let card = VenueCard { kid: KeyId::new(nowhere, VENUE), region: nowhere, ..old.card };
    let venue = gate.venue(gate.publisher.venue_card(VENUE, card));
    assert_eq!(gate.renew(&venue, &next).await.fault, Some(RenewalFault::NotListed));
    assert_eq!(next.asked(), 0);
}

#[tokio::test]
async fn a_card_that_can_not_be_kept_does_not_count_and_a_damaged_file_is_no_card() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let next = City::with(&gate.signed(NOW));
    let path = gate.directory.path().join(VENUE_CARD_FILE);
    std::fs::create_dir(&path).expect("a directory in its place");
    let renewal = gate.renew(&venue, &next).await;
    assert!(matches!(renewal.fault, Some(RenewalFault::Storage(_))), "{renewal:?}");
    assert_eq!(gate.asks_until(&venue).expect("asked"), venue.card.card.expires);
    std::fs::remove_dir(&path).expect("gone");
    for damaged in [vec![], vec![0; 100], vec![0xd2; 10_000]] {
        std::fs::write(&path, damaged).expect("written");
        assert_eq!(gate.asks_until(&venue).expect("asked"), venue.card.card.expires);
        assert_eq!(gate.renew(&venue, &next).await.outcome, VenueCardOutcome::Renewed);
    }
}

#[tokio::test]
async fn scenes_that_the_city_took_back_are_not_asked_for_with_an_older_card() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let fewer = VenueCard { scenes: vec![SceneCode::new(701)], ..gate.card_of(NOW) };
    let city = City::with(&gate.publisher.venue_card(VENUE, fewer));
    assert_eq!(gate.renew(&venue, &city).await.outcome, VenueCardOutcome::Renewed);
    assert!(matches!(gate.asks_until(&venue), Err(AskError::Scene(_))));
}
