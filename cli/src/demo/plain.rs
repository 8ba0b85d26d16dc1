//! The straight path: enrol over HTTP, sync, switch the issuer off, show, scan, accept.

use std::sync::Arc;

use essc::holder::{CardState, Code};
use essc::model::functions::CardFunction;
use essc::model::sandbox_persons::sandbox_person;
use essc::model::scene::SceneCode;
use essc::ports::http::HttpError;
use serde_json::{Value, json};

use crate::demo::stage::{Holder, Stage};
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
    pub plain: Code,
    /// An identity code that was accepted.
    pub identity: Code,
}

/// Runs the steps and leaves the elder on the stage.
///
/// # Errors
/// Something around the steps.
pub async fn show(stage: &mut Stage) -> Result<(), Failure> {
    let holder = stage.enroll(made_up(ELDER)?).await?;
    let cards = holder.wallet.cards();
    let state = match cards.as_slice() {
        [card] if card.state == CardState::Active && card.profiles.len() == 4 => "ENROLLED",
        _ => "NOT_ENROLLED",
    };
    stage.note("enrol over HTTP: four credentials, two device keys", "ENROLLED", state);
    for gate in [stage.gate()?, stage.other_gate()?] {
        let synced = stage.sync(&gate).await?;
        let name = "a gate syncs trust list, status lists, catalogues";
        stage.note(name, attempt::SYNCED, synced);
    }
    stage.venue = Some(venues::register(stage).await?);
    // The holder without transit, level 1, is enrolled while there is an issuer.
    let mut limited = made_up(ADULT)?;
    limited["level"] = json!(1);
    limited["functions"] = json!([
        CardFunction::Identity,
        CardFunction::Query,
        CardFunction::Medical,
        CardFunction::Disbursement
    ]);
    let limited = stage.enroll(limited).await?;
    stage.stop_issuer().await;
    let got = match stage.knock().await {
        Err(HttpError::Unreachable) => "UNREACHABLE".to_owned(),
        other => format!("{other:?}"),
    };
    stage.note("the issuer is off: nothing below asks it", "UNREACHABLE", got);

    // A gate that has just started does not take codes from before it did.
    stage.clock.advance(20);
    let plain = present(&holder, 501)?;
    stage.show_in_terminal(&plain);
    let text = stage.photograph("museum", &plain)?;
    let same = if text == plain.text { "SAME_TEXT" } else { "OTHER_TEXT" };
    stage.note("the PNG is read back by rqrr", "SAME_TEXT", same);
    stage.scan("a validity code at a museum door (0501)", "accepted", &text, 501);
    let code = present(&holder, 801)?;
    let text = stage.photograph("meal-hall", &code)?;
    stage.scan("an entitlement code at a meal hall (0801)", "accepted", &text, 801);
    let code = present(&holder, 502)?;
    let text = stage.photograph("library", &code)?;
    stage.scan("a masked code at a library (0502)", "accepted", &text, 502);
    let identity = present(&holder, 101)?;
    let text = stage.photograph("counter", &identity)?;
    stage.scan("an identity code at a counter (0101)", "accepted", &text, 101);

    let refused = limited.wallet.present(&limited.card, SceneCode::new(401));
    let name = "the wallet does not show a bus code without transit (0401)";
    stage.note(name, "WALLET_UNFIT", attempt::wallet(&refused));
    stage.elder = Some(Arc::new(Elder { holder, plain, identity }));
    stage.limited = Some(Arc::new(limited));
    Ok(())
}

/// A made-up person, as an operator enters one.
fn made_up(n: u32) -> Result<Value, Failure> {
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
