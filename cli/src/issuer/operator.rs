//! The operator's calls over HTTP, as commands.

use clap::{Args, Subcommand};
use essc::base::json;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::http::{HeaderField, HttpRequest, HttpTransport as _, Method};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::runtime;

/// Environment variable of the operator's token.
const TOKEN: &str = "ESSC_OPERATOR_TOKEN";

const MAX_ANSWER_BYTES: usize = 64 * 1024;
const TIMEOUT_MS: u64 = 30_000;

/// Where the issuer is.
#[derive(Args)]
pub struct Server {
    /// Base URL of the issuer; the token is read from ESSC_OPERATOR_TOKEN.
    #[arg(long, default_value = "http://127.0.0.1:8087")]
    url: String,
}

/// One card.
#[derive(Args)]
pub struct Card {
    #[command(flatten)]
    server: Server,
    /// Card number, nine characters.
    card_number: String,
}

/// An operator's call. Prints the answer, a JSON object.
#[derive(Subcommand)]
pub enum Call {
    /// Add a made-up holder with an enabled card.
    AddHolder {
        #[command(flatten)]
        server: Server,
        /// Issuing region.
        #[arg(long)]
        region: Region,
        /// Issue level.
        #[arg(long)]
        level: Option<u8>,
        /// Functions to load, instead of the usual ones.
        #[arg(long, value_delimiter = ',')]
        functions: Option<Vec<String>>,
    },
    /// Add a venue with its gate's public key (JWK); answers with its venue card.
    AddVenue {
        #[command(flatten)]
        server: Server,
        /// Issuing region.
        #[arg(long)]
        region: Region,
        /// Identifier, up to 32 of 0-9A-Za-z._-
        #[arg(long)]
        id: String,
        /// Name shown to holders.
        #[arg(long)]
        name: String,
        /// Scenes it may ask for.
        #[arg(long, value_delimiter = ',')]
        scenes: Vec<SceneCode>,
        /// What `essc gate init` printed.
        key: String,
    },
    /// Make an offer: URI and transaction code.
    Offer(Card),
    /// Report a loss.
    Lose(Card),
    /// Report a loss that ends by itself.
    LoseForAWhile(Card),
    /// Release after a loss.
    Release(Card),
    /// Issue a new card number.
    Replace(Card),
    /// Cancel for good.
    Cancel(Card),
    /// Publish all lists now.
    Publish(Server),
    /// Add a generation of a key.
    RotateKey {
        #[command(flatten)]
        server: Server,
        /// Issuing region.
        #[arg(long)]
        region: Region,
        /// card, status, catalogue or venue.
        #[arg(long = "use")]
        key_use: String,
    },
    /// Let a key sign no more.
    RetireKey {
        #[command(flatten)]
        server: Server,
        /// Eight hex digits.
        kid: String,
    },
    /// Let nothing count that a key ever signed.
    CompromiseKey {
        #[command(flatten)]
        server: Server,
        /// Eight hex digits.
        kid: String,
    },
}

impl Call {
    /// Makes the call.
    ///
    /// # Errors
    /// No token, no answer, or the issuer's refusal.
    pub async fn send(self) -> Result<Value, Failure> {
        let (server, path, body) = self.parts()?;
        let token = std::env::var(TOKEN).map_err(|_| {
            Failure::Usage(format!("{TOKEN} is not set: it holds the operator's token").into())
        })?;
        post(&server.url, &path, &token, &body).await
    }

    fn parts(self) -> Result<(Server, String, Value), Failure> {
        let of_card = |card: Card, path: &str| {
            Ok((card.server, path.to_owned(), json!({ "card_number": card.card_number })))
        };
        match self {
            Self::AddHolder { server, region, level, functions } => {
                let mut body = json!({ "region": region, "generated": true });
                if let Some(level) = level {
                    body["level"] = json!(level);
                }
                if let Some(functions) = functions {
                    body["functions"] = json!(functions);
                }
                Ok((server, "holders".into(), body))
            }
            Self::AddVenue { server, region, id, name, scenes, key } => {
                let key: Jwk = json::parse(key.as_bytes(), 1024).map_err(Failure::input)?;
                let body = json!({
                    "region": region,
                    "venue_id": id,
                    "name": name,
                    "scenes": scenes,
                    "public_key": key,
                });
                Ok((server, "venues".into(), body))
            }
            Self::Offer(card) => of_card(card, "offers"),
            Self::Lose(card) => of_card(card, "cards/loss"),
            Self::LoseForAWhile(card) => of_card(card, "cards/temporary-loss"),
            Self::Release(card) => of_card(card, "cards/release"),
            Self::Replace(card) => of_card(card, "cards/replace"),
            Self::Cancel(card) => of_card(card, "cards/cancel"),
            Self::Publish(server) => Ok((server, "publish".into(), json!({}))),
            Self::RotateKey { server, region, key_use } => {
                Ok((server, "keys/rotate".into(), json!({ "region": region, "use": key_use })))
            }
            Self::RetireKey { server, kid } => {
                Ok((server, "keys/retire".into(), json!({ "kid": kid })))
            }
            Self::CompromiseKey { server, kid } => {
                Ok((server, "keys/compromise".into(), json!({ "kid": kid })))
            }
        }
    }
}

/// Posts one call; the answer's JSON.
///
/// # Errors
/// No answer, or the issuer's refusal with its words.
pub async fn post(base: &str, path: &str, token: &str, body: &Value) -> Result<Value, Failure> {
    let request = HttpRequest {
        method: Method::Post,
        url: format!("{base}/operator/{path}"),
        headers: vec![
            HeaderField::new("authorization", format!("Bearer {token}")),
            HeaderField::new("content-type", "application/json"),
        ],
        body: body.to_string().into_bytes(),
        max_response_bytes: MAX_ANSWER_BYTES as u64,
        timeout_ms: TIMEOUT_MS,
    };
    let answer = runtime::transport()?.send(request).await.map_err(Failure::set_up)?;
    let text = String::from_utf8_lossy(&answer.body);
    if !(200..300).contains(&answer.status) {
        return Err(Failure::SetUp(
            format!("the issuer answered {}: {text}", answer.status).into(),
        ));
    }
    if answer.body.is_empty() {
        return Ok(json!({}));
    }
    json::parse(&answer.body, MAX_ANSWER_BYTES).map_err(Failure::set_up)
}
