//! Requests: the venue is proved to the holder, and the answer is worth nothing elsewhere.

use std::sync::Arc;

use essc::base::base64url;
use essc::crypto::jwk::Jwk;
use essc::crypto::{PublicKey, SigningKey};
use essc::holder::Code;
use essc::model::scene::SceneCode;
use essc::ports::clock::Clock as _;
use essc::ports::key_store::{
    AttestationRequest, Authentication, Hardware, KeyPolicy, KeyStore as _,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{Question, VENUE_KEY, Venue, Verifier};
use essc::wire::request::SignedRequest;
use essc::wire::venue_card::SignedVenueCard;
use serde_json::json;

use crate::demo::attempt;
use crate::demo::modified_app::{ModifiedApp, blatant};
use crate::demo::scenario::{Scenario, VENUE};
use crate::failure::Failure;

/// The demonstration's hospital, and what it asks for.
const HOSPITAL: &str = "演示医院";
const AMOUNT_FEN: u32 = 12_350;
const PURPOSE: &str = "门诊结算";

/// Identifier of the hospital in its city.
pub const HOSPITAL_ID: &str = "demo-hospital";

/// The wallet shows what was asked, by whom.
pub const VENUE_SHOWN: &str = "VENUE_SHOWN";

/// Scenes the hospital may ask for.
const SCENES: [u16; 3] = [302, 702, 1101];

/// Makes the gate's key and gets the city's venue card for it.
///
/// # Errors
/// The issuer's refusal.
pub async fn register(scenario: &Scenario) -> Result<Venue, Failure> {
    let keys = SoftwareKeyStore::in_memory();
    let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
    let info = keys
        .generate(VENUE_KEY.into(), policy, AttestationRequest::none())
        .map_err(Failure::of_demo)?;
    let point = info.public_key.as_slice().try_into().map_err(Failure::of_demo)?;
    let key = PublicKey::from_uncompressed(point).map_err(Failure::of_demo)?;
    let body = json!({
        "region": "440100",
        "venue_id": HOSPITAL_ID,
        "name": HOSPITAL,
        "scenes": SCENES.map(SceneCode::new),
        "public_key": Jwk::from(&key),
    });
    let answer = scenario.operate("venues", body).await?;
    let card = base64url::decode(answer["venue_card"].as_str().unwrap_or_default());
    let card =
        SignedVenueCard::from_cose(&card.map_err(Failure::of_demo)?).map_err(Failure::of_demo)?;
    Ok(Venue { card, keys: Arc::new(keys) })
}

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.say("a hospital in Tianhe asks for 123.50 yuan");
    let gate = scenario.gate()?;
    let other_gate = scenario.other_gate()?;
    let request = ask(scenario, &gate, 302)?;
    let (seen, answered) = consent_and_present(scenario, &request)?;
    scenario.note("the wallet shows who asks, how much, for what", VENUE_SHOWN, seen);
    let text = scenario.photograph("hospital", &answered)?;
    let elsewhere = attempt::verdict(&other_gate.verify(&text, SceneCode::new(302)));
    let here = attempt::verdict(&gate.verify(&text, SceneCode::new(302)));
    let again = attempt::verdict(&gate.verify(&text, SceneCode::new(302)));
    scenario.note("a challenge code shown at another gate", "CHALLENGE_MISMATCH", elsewhere);
    scenario.note("the answer at the gate that asked (0302)", "accepted", here);
    scenario.note("the same answer again", "REPLAYED", again);
    let consent = scenario.elder()?.holder.wallet.read_request(&request.to_text());
    scenario.note(
        "the wallet answers a request once",
        "REQUEST_ANSWERED",
        attempt::wallet(&consent),
    );

    let rogue = blatant(|_| Ok(rogue(&request, scenario)?.to_text()))?;
    let consent = scenario.elder()?.holder.wallet.read_request(&rogue);
    let name = "a request from a rogue venue, refused by the wallet";
    scenario.note(name, "VENUE_FORGED", attempt::wallet(&consent));

    let request = ask(scenario, &gate, 702)?;
    let elder = scenario.elder()?;
    let app = ModifiedApp::with_card_of(&elder.holder, &elder.identity)?;
    let text = app.code(702, scenario.clock.now(), Some(request.challenge()))?;
    let got = attempt::verdict(&gate.verify(&text, SceneCode::new(702)));
    scenario.note(
        "key protection too low: nobody attested this key (0702)",
        "KEY_PROTECTION_TOO_LOW",
        got,
    );
    Ok(())
}

/// A request of the venue.
///
/// # Errors
/// No venue, or its key is not at hand.
pub fn ask(scenario: &Scenario, gate: &Verifier, scene: u16) -> Result<SignedRequest, Failure> {
    let question =
        Question { amount: Some(AMOUNT_FEN.into()), purpose: Some(PURPOSE.into()), life: None };
    let venue = scenario.venue.as_ref().ok_or_else(|| Failure::of_demo("no venue"))?;
    gate.request(venue, SceneCode::new(scene), question).map_err(Failure::of_demo)
}

fn consent_and_present(
    scenario: &Scenario,
    request: &SignedRequest,
) -> Result<(String, Code), Failure> {
    let elder = scenario.elder()?;
    let holder = &elder.holder;
    let asked = holder.wallet.read_request(&request.to_text()).map_err(Failure::of_demo)?;
    let seen = match (asked.venue(), asked.amount(), asked.purpose()) {
        (HOSPITAL, Some(AMOUNT_FEN), Some(PURPOSE)) => VENUE_SHOWN.to_owned(),
        other => format!("{other:?}"),
    };
    let code = holder.wallet.answer(&holder.card, &asked);
    Ok((seen, code.map_err(Failure::of_demo)?))
}

/// A request like a real one, from a venue that no city vouches for.
fn rogue(real: &SignedRequest, scenario: &Scenario) -> Result<SignedRequest, Failure> {
    let own = SigningKey::generate().map_err(Failure::of_demo)?;
    let mut request = real.request.clone();
    request.issued_at = scenario.clock.now();
    request.expires = request.issued_at.plus(120);
    let mut card = request.venue_card.card.clone();
    card.key = own.public_key();
    card.region = VENUE.parse().map_err(Failure::of_demo)?;
    request.venue_card = SignedVenueCard::sign(card, &own).map_err(Failure::of_demo)?;
    SignedRequest::sign(request, &own).map_err(Failure::of_demo)
}
