//! Ordinary use: enrol over HTTP, sync, switch the issuer off, show, scan, accept.

use std::sync::Arc;

use essc::holder::{CardState, Code};
use essc::model::functions::CardFunction;
use essc::model::sandbox_persons::sandbox_person;
use essc::model::scene::SceneCode;
use essc::ports::http::HttpError;
use serde_json::{Value, json};

use crate::demo::scenario::{Holder, Scenario};
use crate::demo::{attempt, venues};
use crate::failure::Failure;

/// Of the made-up people: born in 1940, and in 1977.
const ELDER: u32 = 0;
const ADULT: u32 = 1;

/// The elder of the demonstration, and what was shown of the card.
pub struct Elder {
    /// The holder.
    pub holder: Holder,
    /// A validity code that was accepted.
    pub validity: Code,
    /// An identity code that was accepted.
    pub identity: Code,
}

/// Runs the steps and leaves the elder in the scenario.
///
/// # Errors
/// Something around the steps.
pub async fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    let holder = scenario.enroll(made_up(ELDER)?).await?;
    let cards = holder.wallet.cards();
    let state = match cards.as_slice() {
        [card] if card.state == CardState::Active && card.profiles.len() == 4 => "ENROLLED",
        _ => "NOT_ENROLLED",
    };
    scenario.note("enrol over HTTP: four credentials, two device keys", "ENROLLED", state);
    for gate in [scenario.gate()?, scenario.other_gate()?] {
        let synced = scenario.sync(&gate).await?;
        let name = "a gate syncs trust list, status lists, catalogues";
        scenario.note(name, attempt::SYNCED, synced);
    }
    scenario.venue = Some(venues::register(scenario).await?);
    // The holder without transit, level 1, is enrolled while there is an issuer.
    let mut limited = made_up(ADULT)?;
    limited["level"] = json!(1);
    limited["functions"] = json!([
        CardFunction::Identity,
        CardFunction::Query,
        CardFunction::Medical,
        CardFunction::Disbursement
    ]);
    let limited = scenario.enroll(limited).await?;
    scenario.stop_issuer().await;
    let got = match scenario.probe_issuer().await {
        Err(HttpError::Unreachable) => "UNREACHABLE".to_owned(),
        other => format!("{other:?}"),
    };
    scenario.note("the issuer is off: nothing below asks it", "UNREACHABLE", got);

    // A gate that has just started does not take codes from before it did.
    scenario.clock.advance(20);
    let validity = present(&holder, 501)?;
    scenario.show_in_terminal(&validity);
    let text = scenario.photograph("museum", &validity)?;
    let same = if text == validity.text { "SAME_TEXT" } else { "OTHER_TEXT" };
    scenario.note("the PNG is read back by rqrr", "SAME_TEXT", same);
    scenario.scan("a validity code at a museum door (0501)", "accepted", &text, 501);
    let code = present(&holder, 801)?;
    let text = scenario.photograph("meal-hall", &code)?;
    scenario.scan("an entitlement code at a meal hall (0801)", "accepted", &text, 801);
    let code = present(&holder, 502)?;
    let text = scenario.photograph("library", &code)?;
    scenario.scan("a masked code at a library (0502)", "accepted", &text, 502);
    let identity = present(&holder, 101)?;
    let text = scenario.photograph("counter", &identity)?;
    scenario.scan("an identity code at a counter (0101)", "accepted", &text, 101);

    let refused = limited.wallet.present(&limited.card, SceneCode::new(401));
    let name = "the wallet does not show a bus code without transit (0401)";
    scenario.note(name, "WALLET_UNFIT", attempt::wallet(&refused));
    scenario.elder = Some(Arc::new(Elder { holder, validity, identity }));
    scenario.limited = Some(Arc::new(limited));
    Ok(())
}

/// A made-up person, as an operator enters one.
///
/// # Errors
/// A number that no person has.
pub fn made_up(n: u32) -> Result<Value, Failure> {
    let person = sandbox_person(n).ok_or_else(|| Failure::of_demo("no such person"))?;
    Ok(json!({
        "region": "440100",
        "person": {
            "kind": person.kind,
            "number": person.number.as_str(),
            "name": person.name,
            "resident": true,
        },
    }))
}

/// A code of a holder's card, as the wallet shows it.
///
/// # Errors
/// The wallet's refusal.
pub fn present(holder: &Holder, scene: u16) -> Result<Code, Failure> {
    holder.wallet.present(&holder.card, SceneCode::new(scene)).map_err(Failure::of_demo)
}
