//! A stolen gate: its key is withdrawn, its card runs out, and the venue goes on with another gate.

use essc::crypto::Signature;
use essc::model::scene::SceneCode;
use essc::ports::clock::Clock as _;
use essc::verifier::{Question, VENUE_KEY, Venue};
use essc::wire::request::{Request, SignedRequest};
use serde_json::json;

use crate::demo::attempt;
use crate::demo::scenario::Scenario;
use crate::demo::venues::{self, HOSPITAL_ID, VENUE_SHOWN};
use crate::failure::Failure;

const DAY: u64 = 86_400;

/// The scene of these steps: a payment at the hospital.
const PAYMENT: u16 = 302;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub async fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.say("a gate is stolen at the hospital, which reports it and gets another one");
    let stolen = scenario.venue.take().ok_or_else(|| Failure::of_demo("no venue"))?;
    let (thief, gate) = (scenario.gate()?, scenario.other_gate()?);
    scenario.start_issuer().await?;
    let hospital = json!({ "region": "440100", "venue_id": HOSPITAL_ID });
    scenario.operate("venues/withdraw", hospital).await?;
    let new = venues::register(scenario).await?;
    scenario.clock.advance(4 * DAY);
    let got = scenario.renew(&thief, &stolen).await?;
    scenario.note("stolen gate: its venue card is renewed no more", "WITHDRAWN", got);
    let got = scenario.renew(&gate, &new).await?;
    scenario.note("the hospital's new gate renews its venue card", "RENEWED", got);
    scenario.stop_issuer().await;

    scenario.say("four more days: the stolen gate's card is over, and the wallet asks nobody");
    scenario.clock.advance(4 * DAY);
    let wallet = &scenario.limited()?.wallet;
    let asked = wallet.read_request(&by_hand(scenario, &stolen)?.to_text());
    let name = "stolen gate: the wallet refuses its request";
    scenario.note(name, "VENUE_EXPIRED", attempt::wallet(&asked));
    let request = gate.request(&new, SceneCode::new(PAYMENT), Question::default());
    let asked = wallet.read_request(&request.map_err(Failure::of_demo)?.to_text());
    let got = asked.map_or_else(|error| error.to_string(), |_| VENUE_SHOWN.to_owned());
    scenario.note("the new gate's request is shown", VENUE_SHOWN, got);
    Ok(())
}

/// A request that a thief signs with the stolen gate's key: the gate's own software would refuse to.
fn by_hand(scenario: &Scenario, stolen: &Venue) -> Result<SignedRequest, Failure> {
    let now = scenario.clock.now();
    let request = Request {
        issued_at: now,
        expires: now.plus(120),
        scene: SceneCode::new(PAYMENT),
        nonce: [7; 16],
        amount: None,
        purpose: None,
        venue_card: stolen.card.clone(),
    };
    let der = stolen.keys.sign(VENUE_KEY.into(), request.cwt().to_be_signed(), None);
    let signature = Signature::from_der(&der.map_err(Failure::of_demo)?);
    Ok(SignedRequest { request, signature: signature.map_err(Failure::of_demo)? })
}
