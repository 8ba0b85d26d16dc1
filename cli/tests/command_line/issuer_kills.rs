//! `essc issuer serve`, killed at any moment while losses are reported to it, and started again.
//!
//! `ESSC_KILLS` sets how often it is killed, `ESSC_KILLS_SEED` when; CONTRIBUTING.md has the long form.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use essc::base::{base64url, json as strict};
use essc::crypto::jwk::Jwk;
use essc::holder::{CardId, CardState, Refresh, Wallet};
use essc::ports::clock::SystemClock;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc_testkit::software_wallet;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::program::{Service, arg, essc, essc_killed_after};

/// Kills of the short form, which every run of the tests takes.
const KILLS: u64 = 40;
/// Cards on the phone; a wallet has room for 18.
const CARDS: usize = 12;
/// Longest time after a request was sent until the kill, and after a start: the issuer is in the midst
/// of it then.
const AFTER_REQUEST: Duration = Duration::from_micros(12_000);
const AFTER_START: Duration = Duration::from_millis(60);
/// How long numbers that ran ahead of the clock may take to be caught up with.
const CAUGHT_UP: Duration = Duration::from_secs(60);

/// Numbers that look random, the same for a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        // Xorshift, of which the upper half is used.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % bound
    }

    fn within(&mut self, most: Duration) -> Duration {
        let micros = u64::try_from(most.as_micros()).expect("a short time");
        Duration::from_micros(self.below(micros))
    }
}

/// A card and what was reported of it.
struct Card {
    number: String,
    /// Of the last event that was answered for.
    sequence: u64,
    is_lost: bool,
}

impl Card {
    /// The event that was reported last.
    const fn last(&self) -> &'static str {
        if self.is_lost { "loss" } else { "release" }
    }

    /// Takes the other event for the last one; its name.
    const fn turn(&mut self) -> &'static str {
        self.is_lost = !self.is_lost;
        self.sequence += 1;
        self.last()
    }
}

/// The issuer's folder, its process, and what was seen of its lists.
struct Issuer {
    data: PathBuf,
    address: SocketAddr,
    token: String,
    running: Option<Service>,
    /// Number and payload of the last status list.
    list: (u64, Vec<u8>),
}

impl Issuer {
    fn init(folder: &Path) -> Self {
        let data = folder.join("issuer");
        // Free a moment ago, and kept from one start to the next.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let url = format!("http://{address}");
        let made = essc(&["issuer", "init", "--data", arg(&data), "--base-url", &url]).ends_with(0);
        let token = made.line().to_owned();
        let mut issuer = Self { data, address, token, running: None, list: (0, vec![]) };
        issuer.start();
        issuer
    }

    fn serve<T>(&self, how: impl FnOnce(&[&str]) -> T) -> T {
        let bind = self.address.to_string();
        how(&["issuer", "serve", "--data", arg(&self.data), "--bind", &bind])
    }

    /// Starts it, which must succeed, and looks at what it publishes.
    fn start(&mut self) {
        self.running = Some(self.serve(Service::start));
        self.look_at_list();
    }

    /// Starts it and kills it before or after it listens.
    fn start_in_vain(&self, time: Duration) {
        self.serve(|args| essc_killed_after(time, args));
    }

    fn kill(&mut self) {
        drop(self.running.take());
    }

    /// Sends an operator's call; the answer is read later.
    fn send(&self, call: &str, body: &Value) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("connected");
        let body = body.to_string();
        let request = format!(
            "POST /operator/{call} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        stream
    }

    fn operate(&self, call: &str, body: &Value) -> Value {
        let (status, body) = answer(self.send(call, body)).expect("answered");
        assert_eq!(status, 200, "{call}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).expect("JSON")
    }

    /// Reports the last event of a card, for the first time or again.
    fn report(&self, card: &Card) -> Value {
        let call = format!("cards/{}", card.last());
        let told = self.operate(&call, &json!({ "card_number": card.number }));
        let state = if card.is_lost { "loss" } else { "active" };
        assert_eq!(told["state"], state, "{told}");
        assert_eq!(told["sequence"], card.sequence, "each event once: {told}");
        told
    }

    /// Number and content of a published list never go back, and a number has one content.
    fn look_at_list(&mut self) {
        let mut stream = TcpStream::connect(self.address).expect("connected");
        let request = format!(
            "GET /440100/status/0 HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let (status, body) = answer(stream).expect("answered");
        assert_eq!(status, 200);
        let text = String::from_utf8(body).expect("text");
        let payload = text.split('.').nth(1).expect("a JWS");
        let payload = base64url::decode(payload).expect("base64url");
        let claims: Value = serde_json::from_slice(&payload).expect("JSON");
        let number = claims["iat"].as_u64().expect("a number");
        assert!(number >= self.list.0, "list {number} after {}", self.list.0);
        assert!(number > self.list.0 || payload == self.list.1, "two lists with number {number}");
        self.list = (number, payload);
    }

    fn wallet(&self, folder: &Path) -> Wallet {
        let root = std::fs::read(self.data.join("root.jwk")).expect("a root");
        let root: Jwk = strict::parse(&root, root.len()).expect("a JWK");
        let root = root.public_key().expect("a key");
        let url = format!("http://{}", self.address);
        let http = Arc::new(ReqwestTransport::new().expect("a transport"));
        software_wallet::open(folder, &url, root, Arc::new(SystemClock), http)
    }

    /// A made-up holder whose card is on the phone.
    fn enroll(&self, wallet: &Wallet, runtime: &Runtime) -> (CardId, Card) {
        let body = json!({ "region": "440100", "generated": true });
        let holder = self.operate("holders", &body);
        let number = holder["card_number"].as_str().expect("a number").to_owned();
        let offer = self.operate("offers", &json!({ "card_number": number }));
        let text = |name: &str| offer[name].as_str().expect(name).to_owned();
        let id = runtime.block_on(wallet.enroll(text("offer"), Some(text("tx_code"))));
        // The first event, whose number the next ones count on from.
        let lost = self.operate("cards/loss", &json!({ "card_number": number }));
        let sequence = lost["sequence"].as_u64().expect("a number");
        (id.expect("enrolled"), Card { number, sequence, is_lost: true })
    }
}

/// Status and body of an answer; none when it was cut off before its status.
fn answer(mut stream: TcpStream) -> Option<(u16, Vec<u8>)> {
    let mut bytes = Vec::new();
    // A connection that is cut is what this is about.
    let _ = stream.read_to_end(&mut bytes);
    let status = bytes.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let status = std::str::from_utf8(status).ok()?.parse().ok()?;
    let body = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    Some((status, body.map(|at| bytes[at + 4..].to_vec()).unwrap_or_default()))
}

fn setting(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn an_issuer_that_is_killed_again_and_again_starts_each_time_and_loses_no_loss_it_answered_for() {
    let mut chance = Chance(setting("ESSC_KILLS_SEED", 0x5eed_1e55));
    let folder = tempfile::tempdir().expect("a folder");
    let mut issuer = Issuer::init(folder.path());
    let wallet = issuer.wallet(folder.path());
    let runtime = Runtime::new().expect("a runtime");
    let (ids, mut cards): (Vec<CardId>, Vec<Card>) =
        (0..CARDS).map(|_| issuer.enroll(&wallet, &runtime)).unzip();
    let (mut events, mut cut) = (0, 0);
    for _ in 0..setting("ESSC_KILLS", KILLS) {
        for _ in 0..chance.below(6) {
            let card = &mut cards[chance.below(CARDS as u64) as usize];
            card.turn();
            issuer.report(card);
            events += 1;
        }
        issuer.look_at_list();
        // Up to three are under way when it is killed, each of another card.
        let first = chance.below(CARDS as u64) as usize;
        let under_way: Vec<usize> =
            (0..=chance.below(3) as usize).map(|n| (first + n) % CARDS).collect();
        let sent: Vec<TcpStream> = under_way
            .iter()
            .map(|at| {
                let call = format!("cards/{}", cards[*at].turn());
                issuer.send(&call, &json!({ "card_number": cards[*at].number }))
            })
            .collect();
        std::thread::sleep(chance.within(AFTER_REQUEST));
        issuer.kill();
        for stream in sent {
            match answer(stream) {
                Some((status, _)) => assert_eq!(status, 200),
                None => cut += 1,
            }
            events += 1;
        }
        if chance.below(4) == 0 {
            issuer.start_in_vain(chance.within(AFTER_START));
        }
        issuer.start();
        // Answered or not, each is reported again, and so is one that was answered long ago.
        for at in under_way.into_iter().chain([chance.below(CARDS as u64) as usize]) {
            issuer.report(&cards[at]);
        }
        issuer.look_at_list();
    }
    eprintln!("{events} events, {cut} of them cut off");
    let until = Instant::now() + CAUGHT_UP;
    for card in &cards {
        while issuer.report(card)["published"] != json!(true) {
            assert!(Instant::now() < until, "never published");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    issuer.look_at_list();
    // The wallet goes by the published list.
    let report = runtime.block_on(wallet.refresh(Refresh::Now)).expect("refreshed");
    report.documents.expect("documents");
    for (id, card) in ids.iter().zip(&cards) {
        let held = wallet.cards().into_iter().find(|held| held.id == *id).expect("held");
        let expected = if card.is_lost { CardState::Suspended } else { CardState::Active };
        assert_eq!(held.state, expected);
    }
}
