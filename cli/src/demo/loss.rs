//! Loss, release, old lists, fresh cards, cancellation, a stolen issuer key: what syncs bring and what
//! stands without them.

use essc::holder::{CardRefresh, Refresh};
use essc::model::scene::SceneCode;
use essc::model::verdict::StatusSource;
use essc::verifier::Verifier;
use serde_json::json;

use crate::demo::ordinary_use::present;
use crate::demo::scenario::Scenario;
use crate::demo::{attempt, modified_app};
use crate::failure::Failure;

const DAY: u64 = 86_400;

/// The scene of these steps: a queue number at the government hall.
const HALL: u16 = 901;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub async fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.start_issuer().await?;
    let number = json!({ "card_number": scenario.elder()?.holder.card_number });
    scenario.operate("cards/loss", number.clone()).await?;
    scan_after_sync(scenario, "suspended: the loss was reported", "CARD_SUSPENDED").await?;
    scenario.operate("cards/release", number.clone()).await?;
    scan_after_sync(scenario, "released: accepted again", "accepted").await?;
    scenario.stop_issuer().await;

    scenario.say("two days without a sync");
    scenario.clock.advance(2 * DAY);
    let code = present(&scenario.elder()?.holder, HALL)?.text;
    scenario.scan("stale status: list and card are two days old", "STATUS_STALE", &code, HALL);
    scenario.start_issuer().await?;
    let elder = scenario.elder()?;
    let report = elder.holder.wallet.refresh(Refresh::Now).await.map_err(Failure::of_demo)?;
    let renewed = report.cards.iter().all(|(_, card)| matches!(card, Ok(CardRefresh::Renewed)));
    let got = if renewed { "RENEWED".to_owned() } else { format!("{report:?}") };
    scenario.note("the wallet renews its card; the gate still has no news", "RENEWED", got);
    let code = present(&scenario.elder()?.holder, HALL)?.text;
    let got = stapled(&*scenario.gate()?, &code);
    scenario.note("status stapled by a fresh card", "accepted", got);

    scenario.operate("cards/cancel", number).await?;
    scan_after_sync(scenario, "cancelled: final", "CARD_REVOKED").await?;

    let limited = present(&*scenario.limited()?, HALL)?.text;
    let kid = modified_app::read(&limited)?.card.card.kid;
    let rotate = json!({ "region": "440100", "use": "card" });
    scenario.operate("keys/rotate", rotate).await?;
    scenario.operate("keys/compromise", json!({ "kid": kid })).await?;
    let synced = scenario.sync(&*scenario.gate()?).await?;
    scenario.note("the gate hears of it", attempt::SYNCED, synced);
    let code = present(&*scenario.limited()?, HALL);
    // A wallet that has heard of it shows nothing; one that has not is stopped at the gate.
    let code = code.map(|code| code.text).unwrap_or(limited);
    scenario.scan(
        "compromised issuer key: nothing it signed counts",
        "ISSUER_KEY_COMPROMISED",
        &code,
        HALL,
    );
    scenario.stop_issuer().await;
    Ok(())
}

/// Syncs the gate, shows a new code, scans it.
async fn scan_after_sync(
    scenario: &mut Scenario,
    name: &str,
    expected: &'static str,
) -> Result<(), Failure> {
    let synced = scenario.sync(&*scenario.gate()?).await?;
    if synced != attempt::SYNCED {
        scenario.note(name, expected, synced);
        return Ok(());
    }
    // Lists are numbered by their second: the next one is a later one.
    scenario.clock.advance(31);
    let code = present(&scenario.elder()?.holder, HALL)?.text;
    scenario.scan(name, expected, &code, HALL);
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
