//! Loss, release, old lists, fresh cards, cancellation, a stolen issuer key: what syncs bring and what
//! stands without them.

use essc::holder::{CardRefresh, Refresh};
use essc::model::scene::SceneCode;
use essc::model::verdict::StatusSource;
use essc::verifier::Verifier;
use serde_json::json;

use crate::demo::plain::present;
use crate::demo::stage::Stage;
use crate::demo::{attempt, modified_app};
use crate::failure::Failure;

const DAY: u64 = 86_400;

/// The scene of these steps: a queue number at the government hall.
const HALL: u16 = 901;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub async fn show(stage: &mut Stage) -> Result<(), Failure> {
    stage.start_issuer().await?;
    let number = json!({ "card_number": stage.elder()?.holder.card_number });
    stage.operate("cards/loss", number.clone()).await?;
    scan_after_sync(stage, "suspended: the loss was reported", "CARD_SUSPENDED").await?;
    stage.operate("cards/release", number.clone()).await?;
    scan_after_sync(stage, "released: accepted again", "accepted").await?;
    stage.stop_issuer().await;

    stage.say("two days without a sync");
    stage.clock.advance(2 * DAY);
    let code = present(&stage.elder()?.holder, HALL)?.text;
    stage.scan("stale status: list and card are two days old", "STATUS_STALE", &code, HALL);
    stage.start_issuer().await?;
    let elder = stage.elder()?;
    let report = elder.holder.wallet.refresh(Refresh::Now).await.map_err(Failure::of_demo)?;
    let renewed = report.cards.iter().all(|(_, card)| matches!(card, Ok(CardRefresh::Renewed)));
    let got = if renewed { "RENEWED".to_owned() } else { format!("{report:?}") };
    stage.note("the wallet renews its card; the gate still has no news", "RENEWED", got);
    let code = present(&stage.elder()?.holder, HALL)?.text;
    let got = stapled(&*stage.gate()?, &code);
    stage.note("status stapled by a fresh card", "accepted", got);

    stage.operate("cards/cancel", number).await?;
    scan_after_sync(stage, "cancelled: final", "CARD_REVOKED").await?;

    let limited = present(&*stage.limited()?, HALL)?.text;
    let kid = modified_app::read(&limited)?.card.card.kid;
    let rotate = json!({ "region": "440100", "use": "card" });
    stage.operate("keys/rotate", rotate).await?;
    stage.operate("keys/compromise", json!({ "kid": kid })).await?;
    let synced = stage.sync(&*stage.gate()?).await?;
    stage.note("the gate hears of it", attempt::SYNCED, synced);
    let code = present(&*stage.limited()?, HALL);
    // A wallet that has heard of it shows nothing; one that has not is stopped at the gate.
    let code = code.map(|code| code.text).unwrap_or(limited);
    stage.scan(
        "compromised issuer key: nothing it signed counts",
        "ISSUER_KEY_COMPROMISED",
        &code,
        HALL,
    );
    stage.stop_issuer().await;
    Ok(())
}

/// Syncs the gate, shows a new code, scans it.
async fn scan_after_sync(
    stage: &mut Stage,
    name: &str,
    expected: &'static str,
) -> Result<(), Failure> {
    let synced = stage.sync(&*stage.gate()?).await?;
    if synced != attempt::SYNCED {
        stage.note(name, expected, synced);
        return Ok(());
    }
    // Lists are numbered by their second: the next one is a later one.
    stage.clock.advance(31);
    let code = present(&stage.elder()?.holder, HALL)?.text;
    stage.scan(name, expected, &code, HALL);
    Ok(())
}

/// A verdict in one word; an acceptance that rests on a list instead of the card says so.
fn stapled(gate: &Verifier, text: &str) -> String {
    let verdict = gate.verify(text, SceneCode::new(HALL));
    let word = attempt::verdict(&verdict);
    match verdict.status.map(|status| status.source) {
        Some(StatusSource::List) => format!("{word} by a list"),
        _ => word,
    }
}
