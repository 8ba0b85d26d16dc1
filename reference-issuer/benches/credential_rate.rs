//! Credentials per second over HTTP with durable writes, against the raw signing rate, on all cores,
//! load generator included. Prints one JSON object.
//!
//! `cargo bench -p essc-reference-issuer`

#![allow(clippy::print_stdout, reason = "the result is what a benchmark prints")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Instant;

use essc::crypto::SigningKey;
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::Wallet;
use serde_json::json;

/// How much is sent, and over how many connections at once: what waits together is committed together.
/// Each request has a proof of its own.
struct Load {
    requests: usize,
    connections: usize,
    /// For the raw rate.
    signatures: usize,
}

/// What is measured.
const MEASURED: Load = Load { requests: 16_000, connections: 64, signatures: 4000 };
/// What `cargo test` runs, so that the benchmark goes on to work.
const TRIED: Load = Load { requests: 32, connections: 4, signatures: 1 };

fn main() {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let Load { requests: count, connections, signatures } =
        if is_measured { MEASURED } else { TRIED };
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-validity");
    let body = json!({ "credential_configuration_id": "essc-validity-renewal" }).to_string();
    let requests: Vec<Vec<u8>> = (0..count)
        .map(|_| {
            let dpop = wallet.dpop_with("POST", "credential", Some(&tokens.access), |_| {});
            format!(
                "POST /440100/credential HTTP/1.1\r\nHost: {}\r\nAuthorization: DPoP {}\r\n\
                 DPoP: {dpop}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                issuer.address,
                tokens.access,
                body.len()
            )
            .into_bytes()
        })
        .collect();
    let start = Instant::now();
    thread::scope(|scope| {
        for share in requests.chunks(count / connections) {
            scope.spawn(|| send_all(issuer.address, share));
        }
    });
    let issued = count as f64 / start.elapsed().as_secs_f64();
    let signed = raw_rate(signatures);
    println!(
        "{}",
        json!({
            "credentials_per_second": issued.round(),
            "raw_signatures_per_second_and_core": signed.round(),
            "ratio": issued / signed,
            "requests": count,
            "connections": connections,
        })
    );
}

/// Sends requests one after the other over one connection; each must be answered with a credential.
fn send_all(to: SocketAddr, requests: &[Vec<u8>]) {
    let mut stream = TcpStream::connect(to).expect("connected");
    stream.set_nodelay(true).expect("set");
    let mut answer = [0; 8192];
    for request in requests {
        stream.write_all(request).expect("sent");
        // An answer is far smaller than a segment of loopback, so it comes whole.
        let length = stream.read(&mut answer).expect("answered");
        let status = answer[..length].split(|byte| *byte == b'\r').next().unwrap_or_default();
        assert_eq!(status, b"HTTP/1.1 200 OK", "{}", String::from_utf8_lossy(status));
    }
}

fn raw_rate(signatures: usize) -> f64 {
    let key = SigningKey::from_bytes(&[3; 32]).expect("scalar");
    let start = Instant::now();
    for n in 0..signatures {
        std::hint::black_box(key.sign(&n.to_be_bytes()));
    }
    signatures as f64 / start.elapsed().as_secs_f64()
}
