//! The calls to the page's phone, as JSON.

use essc::holder::{CardId, CardSummary, Code, OfferedScene, Wallet, WalletCondition};
use essc::model::scene::SceneCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::authority::Authority;
use super::fault::Fault;
use super::phone::Phone;
use crate::wallet::words;

/// User units of one module in the pictures.
const SCALE: u32 = 4;

/// `POST /sandbox/phone/enrol`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enroll {
    offer: String,
    tx_code: Option<String>,
}

/// `POST /sandbox/phone/codes`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Present {
    card: String,
    scene: SceneCode,
    /// A new code, also where the last one is still on show.
    #[serde(default)]
    fresh: bool,
}

/// `POST /sandbox/phone/requests`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    card: String,
    request: String,
}

/// `POST /sandbox/phone/unbind`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unbind {
    card: String,
}

/// `POST /sandbox/phone/loss`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lose {
    lost: bool,
}

/// What the page shows of the phone.
///
/// # Errors
/// A phone that could not be set up.
pub async fn state(phone: &Phone) -> Result<Value, Fault> {
    let wallet = phone.wallet().await?;
    let owners = phone.noted(|notes| notes.owners.clone());
    let cards: Vec<Value> = wallet
        .cards()
        .iter()
        .map(|summary| card(&wallet, summary, owners.get(summary.id.as_str())))
        .collect();
    let needs = match wallet.condition() {
        WalletCondition::Ready => None,
        WalletCondition::NeedsReEnrollment { why } => Some(words::told_why(why)),
    };
    Ok(json!({
        "cards": cards,
        "needs_re_enrolment": needs,
        "lost": phone.noted(|notes| notes.lost),
        "offline": phone.network.is_off(),
        "clock_offset_s": phone.clock.offset_s(),
        "clock": wallet.clock_health(),
        "folder": phone.folder(),
    }))
}

fn card(wallet: &Wallet, summary: &CardSummary, owner: Option<&String>) -> Value {
    let (scenes, trouble) = match wallet.scenes(&summary.id) {
        Ok(scenes) => (scenes.iter().map(scene).collect(), None),
        Err(error) => (Vec::new(), Some(Fault::from(error).text().clone())),
    };
    json!({ "card": summary, "owner": owner, "scenes": scenes, "trouble": trouble })
}

fn scene(scene: &OfferedScene) -> Value {
    json!({
        "code": scene.code,
        "area": scene.area,
        "name": scene.name,
        "profile": scene.profile,
        "asks_for_user": scene.asks_for_user,
        "needs_request": scene.needs_request,
        "rotate_after_s": scene.rotate_after.as_secs(),
        "ineligible": scene.ineligible.map(words::told_unfit),
    })
}

/// Gets a card.
///
/// # Errors
/// An offer or transaction code that is not right; no network.
pub async fn enroll(phone: &Phone, authority: &Authority, call: Enroll) -> Result<Value, Fault> {
    let owner = authority.offered_to(&call.offer);
    let tx_code = call.tx_code.map(|typed| typed.trim().to_owned());
    let card = phone.enroll(call.offer, tx_code.filter(|code| !code.is_empty()), owner).await?;
    Ok(json!({ "card": card.as_str() }))
}

/// A code.
///
/// # Errors
/// A scene that would not take the card.
pub async fn present(phone: &Phone, call: Present) -> Result<Value, Fault> {
    let code = phone.present(CardId::new(call.card), call.scene, call.fresh).await?;
    Ok(shown(&code))
}

/// What a request asks, and what the card would tell.
///
/// # Errors
/// A request that is none, or not to be answered.
pub async fn read_request(phone: &Phone, call: ReadRequest) -> Result<Value, Fault> {
    let request = phone.read_request(&call.request).await?;
    let told = phone.wallet().await?.disclosure(&CardId::new(call.card), &request);
    let (discloses, refused) = match told {
        Ok(disclosed) => (Some(disclosed), None),
        Err(error) => (None, Some(Fault::from(error).text().clone())),
    };
    Ok(json!({
        "venue": request.venue(),
        "venue_id": request.venue_id(),
        "region": request.region(),
        "city": request.city(),
        "scene": request.scene(),
        "scene_name": request.scene_name(),
        "amount_fen": request.amount(),
        "purpose": request.purpose(),
        "expires": request.expires_at(),
        "discloses": discloses,
        "refused": refused,
    }))
}

/// The answer to a request that was read, after the holder agreed.
///
/// # Errors
/// One that was not read, or not to be answered.
pub async fn answer(phone: &Phone, call: ReadRequest) -> Result<Value, Fault> {
    let code = phone.answer(CardId::new(call.card), &call.request).await?;
    Ok(shown(&code))
}

fn shown(code: &Code) -> Value {
    json!({
        "text": code.text,
        "qr": code.qr.to_svg(SCALE),
        "version": code.qr.version,
        "discloses": code.discloses,
        "issued_at": code.issued_at,
        "expires_at": code.expires_at,
        "life_s": code.expires_at.since(code.issued_at),
        "rotate_after_s": code.rotate_after.as_secs(),
    })
}

/// Takes a card off the phone.
///
/// # Errors
/// No such card; no network.
pub async fn unbind(phone: &Phone, call: Unbind) -> Result<Value, Fault> {
    phone.unbind(CardId::new(call.card)).await?;
    Ok(json!({}))
}

/// Fetches what changed and renews cards.
///
/// # Errors
/// No network; a card that its issuer renews no more.
pub async fn refresh(phone: &Phone) -> Result<Value, Fault> {
    phone.refresh().await?;
    Ok(json!({}))
}

/// Loses the phone, or finds it.
///
/// # Errors
/// A disk that refuses.
pub fn lose(phone: &Phone, call: &Lose) -> Result<Value, Fault> {
    phone.lose(call.lost)?;
    Ok(json!({}))
}

/// A new phone in the place of this one.
///
/// # Errors
/// A disk that refuses.
pub async fn replace(phone: &Phone) -> Result<Value, Fault> {
    phone.replace().await?;
    Ok(json!({}))
}
