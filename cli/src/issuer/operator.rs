//! The operator's calls over HTTP, as commands.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use essc::base::json;
use essc::crypto::jwk::Jwk;
use essc::model::localized::Language;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::http::{HeaderField, HttpRequest, HttpTransport as _, Method};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::trouble;
use crate::failure::{Failure, Message};
use crate::runtime;

/// Environment variable of the operator's token.
const TOKEN: &str = "ESSC_OPERATOR_TOKEN";

const MAX_ANSWER_BYTES: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);

/// Where the issuer is.
#[derive(Args)]
pub struct Server {
    /// Base URL of the issuer; the token is read from ESSC_OPERATOR_TOKEN.
    #[arg(long, default_value = "http://127.0.0.1:8087")]
    url: String,
    /// Seconds to wait for an issuer that does not listen yet.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    wait: u64,
    /// Print only this member of the answer, a text without its quotes. Repeat for more: one line
    /// each, in the order asked for.
    #[arg(long, value_name = "NAME")]
    field: Vec<String>,
}

/// One card.
#[derive(Args)]
pub struct Card {
    #[command(flatten)]
    server: Server,
    /// Card number, nine characters.
    card_number: String,
}

/// An operator's call. Prints the answer, a JSON object, or the members asked for with `--field`.
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
    /// The venues of a city, fifty at a time, with their states.
    Venues {
        #[command(flatten)]
        server: Server,
        /// The city.
        #[arg(long)]
        region: Region,
        /// Begin after this one: `next` of the answer before.
        #[arg(long, value_name = "ID", allow_hyphen_values = true)]
        after: Option<String>,
    },
    /// Put a venue's gate out of service, because it was stolen: no venue card is signed for its key
    /// any more. Answers with the time until which the cards that it may have run.
    WithdrawVenue {
        #[command(flatten)]
        server: Server,
        /// The city.
        #[arg(long)]
        region: Region,
        /// Identifier of the venue.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
    /// Make an offer: URI and transaction code.
    Offer(Card),
    /// Report a loss.
    #[command(alias = "lose")]
    Loss(Card),
    /// Report a loss that ends by itself.
    #[command(alias = "lose-for-a-while")]
    TemporaryLoss(Card),
    /// Release after a loss.
    Release(Card),
    /// Issue a new card number.
    Replace(Card),
    /// Cancel for good.
    Cancel(Card),
    /// The devices a card is on, and which of them take one of its places.
    Devices(Card),
    /// Take a card off a device: its cards there are revoked.
    Unbind {
        #[command(flatten)]
        card: Card,
        /// The device, as `devices` names it.
        #[arg(allow_hyphen_values = true)]
        device: String,
    },
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
    /// Makes the call; the lines to print.
    ///
    /// # Errors
    /// No token, no answer, the issuer's refusal, or a member that the answer does not have.
    pub async fn send(self, language: Language) -> Result<Vec<String>, Failure> {
        let (server, path, body) = self.parts()?;
        let token = std::env::var(TOKEN).map_err(|_| {
            Failure::Usage(Message::new(
                format!("未设置环境变量 {TOKEN}（操作员口令）"),
                format!("{TOKEN} is not set: it holds the operator's token"),
            ))
        })?;
        await_listening(&server, language).await;
        let answer = post(&server.url, &path, &token, &body).await?;
        if server.field.is_empty() {
            return Ok(vec![answer.to_string()]);
        }
        server.field.iter().map(|name| member(&answer, name)).collect()
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
                let key: Jwk = json::parse(key.as_bytes(), 1024)
                    .map_err(|error| Failure::input("场所的公钥不是 JWK", error))?;
                let body = json!({
                    "region": region,
                    "venue_id": id,
                    "name": name,
                    "scenes": scenes,
                    "public_key": key,
                });
                Ok((server, "venues".into(), body))
            }
            Self::Venues { server, region, after } => {
                Ok((server, "venues/list".into(), json!({ "region": region, "after": after })))
            }
            Self::WithdrawVenue { server, region, id } => {
                let body = json!({ "region": region, "venue_id": id });
                Ok((server, "venues/withdraw".into(), body))
            }
            Self::Offer(card) => of_card(card, "offers"),
            Self::Loss(card) => of_card(card, "cards/loss"),
            Self::TemporaryLoss(card) => of_card(card, "cards/temporary-loss"),
            Self::Release(card) => of_card(card, "cards/release"),
            Self::Replace(card) => of_card(card, "cards/replace"),
            Self::Cancel(card) => of_card(card, "cards/cancel"),
            Self::Devices(card) => of_card(card, "cards/devices"),
            Self::Unbind { card, device } => {
                let body = json!({ "card_number": card.card_number, "device": device });
                Ok((card.server, "cards/unbind".into(), body))
            }
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
        max_response_bytes: MAX_ANSWER_BYTES as i64,
        timeout: TIMEOUT,
    };
    let answer = runtime::transport()?.send(request).await;
    let answer = answer.map_err(|error| trouble::no_answer(base, &error))?;
    let is_good = (200..300).contains(&answer.status);
    if is_good && answer.body.is_empty() {
        return Ok(json!({}));
    }
    let read = json::parse::<Value>(&answer.body, MAX_ANSWER_BYTES);
    if is_good {
        read.map_err(|_| trouble::no_issuer(base))
    } else {
        Err(trouble::refusal(answer.status, read.ok().as_ref()))
    }
}

/// Waits until somebody listens at the issuer's address, where nobody does yet: it may have been
/// started a moment ago. Nothing is sent; whatever else is wrong, the call itself will tell.
async fn await_listening(server: &Server, language: Language) {
    let Some(address) = authority(&server.url) else { return };
    let end = Instant::now() + Duration::from_secs(server.wait);
    let mut said = false;
    loop {
        let refused = match TcpStream::connect(&address).await {
            Err(error) => error.kind() == ErrorKind::ConnectionRefused,
            Ok(_) => false,
        };
        if !refused || Instant::now() >= end {
            return;
        }
        if !said {
            match language {
                Language::Zh => eprintln!("等待 {address} 的发卡服务启动……"),
                Language::En => eprintln!("waiting for an issuer at {address} …"),
            }
            said = true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Host and port of a URL, as far as a connection needs them.
fn authority(url: &str) -> Option<String> {
    let (rest, port) = match url.split_once("://")? {
        ("http", rest) => (rest, 80),
        ("https", rest) => (rest, 443),
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Some(if has_port { authority.to_owned() } else { format!("{authority}:{port}") })
}

/// A member of an answer as one line: a text as it is, anything else as JSON.
fn member(answer: &Value, name: &str) -> Result<String, Failure> {
    match answer.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(value) if !value.is_null() => Ok(value.to_string()),
        _ => {
            let names = answer.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
            let names = names.unwrap_or_default().join(", ");
            Err(Failure::Usage(Message::new(
                format!("已办理，但答复中没有“{name}”；有：{names}"),
                format!("it was done, but the answer has no {name}; it has {names}"),
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_of_a_url_are_found() {
        for (url, found) in [
            ("http://127.0.0.1:8087", Some("127.0.0.1:8087")),
            ("http://[::1]:8087/", Some("[::1]:8087")),
            ("https://issuer.example", Some("issuer.example:443")),
            ("http://[::1]", Some("[::1]:80")),
            ("ftp://issuer.example", None),
            ("issuer.example", None),
        ] {
            assert_eq!(authority(url).as_deref(), found, "{url}");
        }
    }

    #[test]
    fn a_member_is_printed_without_quotes_and_a_missing_one_is_named() {
        let answer = json!({ "card_number": "A1", "sequence": 4, "tx_code": null });
        assert_eq!(member(&answer, "card_number").expect("text"), "A1");
        assert_eq!(member(&answer, "sequence").expect("number"), "4");
        for name in ["tx_code", "offer"] {
            let failure = member(&answer, name).expect_err("none");
            assert!(failure.text(Language::En).contains(name));
            assert!(failure.text(Language::En).contains("card_number, sequence, tx_code"));
        }
    }
}
