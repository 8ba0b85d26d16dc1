use std::io::{Read as _, Write as _};
use std::net::TcpStream as Client;
use std::thread;

use axum::body::Bytes;
use axum::routing::{get, post};

use super::*;

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// A server with these bounds; dropped, it is gone.
struct Running {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

/// Patience that no test waits for, where none is about time.
const ENDLESS: Patience =
    Patience { head: Duration::from_secs(3600), silence: Duration::from_secs(3600) };

fn start(most: usize, patience: Patience) -> Running {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("address");
    let routes = Router::new()
        .route("/", get(|| async { "good" }))
        .route("/", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/big", get(|| async { vec![b'x'; 64 << 20] }));
    let connections = Connections::new(most, Limits::default());
    runtime.spawn(serve_bounded(listener, routes, connections, patience, std::future::pending()));
    Running { address, _runtime: runtime }
}

impl Running {
    fn connect(&self) -> Client {
        Client::connect(self.address).expect("connected")
    }

    fn begun(&self, bytes: &[u8]) -> Client {
        let mut client = self.connect();
        client.write_all(bytes).expect("sent");
        client
    }

    fn answer(&self, request: &[u8]) -> String {
        read_to_end(self.begun(request))
    }
}

fn read_to_end(mut client: Client) -> String {
    let mut bytes = Vec::new();
    // How the end comes, as a reset or in order, is the system's affair.
    let _ = client.read_to_end(&mut bytes);
    String::from_utf8(bytes).expect("text")
}

/// Sends a byte now and then until the server hangs up.
fn trickle(mut client: Client, bytes: &[u8]) {
    for byte in bytes.iter().cycle() {
        if client.write_all(&[*byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_head_that_trickles_in_is_cut_off_however_steadily_it_comes() {
    let patience = Patience { head: Duration::from_millis(200), ..ENDLESS };
    let server = start(8, patience);
    trickle(server.begun(b"GET / HTTP/1.1\r\nX-Slow: "), b"a");
}

#[test]
fn a_connection_that_never_sends_a_byte_is_ended() {
    let server = start(8, Patience { head: Duration::from_millis(100), ..ENDLESS });
    assert_eq!(read_to_end(server.connect()), "");
}

#[test]
fn a_connection_that_is_idle_after_an_answer_is_ended() {
    let server = start(8, Patience { head: Duration::from_millis(100), ..ENDLESS });
    let answer = server.answer(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("good"));
}

#[test]
fn a_reader_that_takes_an_answer_byte_by_byte_is_ended() {
    let silence = Duration::from_millis(300);
    let server = start(8, Patience { silence, ..ENDLESS });
    let mut slow = server.begun(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut byte = [0];
    let mut taken = 0_usize;
    // Faster once the server has hung up: what is left in the system's buffers.
    while matches!(slow.read(&mut byte), Ok(1)) {
        taken += 1;
        if taken < 200 {
            thread::sleep(Duration::from_millis(5));
        }
    }
    assert!(taken < 64 << 20, "the answer did not come to its end");
}

#[test]
fn too_many_header_fields_and_too_long_ones_are_refused() {
    let server = start(8, ENDLESS);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(101));
    assert!(server.answer(many.as_bytes()).starts_with("HTTP/1.1 431"));
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(2 * HEAD_BYTES));
    assert!(server.answer(long.as_bytes()).starts_with("HTTP/1.1 431"));
}

#[test]
fn whoever_comes_next_is_served_however_many_wait_with_slow_heads_bodies_and_silence() {
    let slow_body = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab".as_slice();
    let idle = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".as_slice();
    for begun in [b"".as_slice(), b"GET / HT", slow_body, idle] {
        let server = start(8, ENDLESS);
        let slow: Vec<_> = (0..40).map(|_| server.begun(begun)).collect();
        for _ in 0..3 {
            let answer = server.answer(GET);
            assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("good"));
        }
        drop(slow);
    }
}

#[test]
fn the_one_that_waited_longest_gives_way_first() {
    let server = start(2, ENDLESS);
    let first = server.begun(b"GET / HT");
    let mut second = server.begun(b"GET / HT");
    assert!(server.answer(GET).ends_with("good"));
    assert_eq!(read_to_end(first), "", "it had waited longest");
    second.write_all(b"TP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("sent");
    assert!(read_to_end(second).ends_with("good"));
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_takes_none_from_others() {
    let limits = Limits { per_address: 2, proxies: vec!["192.0.2.9".parse().expect("address")] };
    let connections = Connections::new(64, limits);
    let admit = async |address: &str| connections.admit(address.parse().expect("address")).await;
    let (one, other) = ("192.0.2.1", "198.51.100.1");
    let (first, second) = (admit(one).await, admit(one).await);
    let (first, second) = (first.expect("room"), second.expect("room"));
    first.work();
    second.work();
    assert!(admit(one).await.is_none(), "both are being worked for");
    assert!(admit("::ffff:192.0.2.1").await.is_none(), "the same address in IPv6's clothes");
    assert!(admit(other).await.is_some());
    second.wait_for_client();
    let third = tokio::join!(admit(one), async {
        second.given_up().await;
        drop(second);
    });
    assert!(third.0.is_some(), "the one that waits has given way");
    let one_subscriber = ["2001:db8::1", "2001:db8::2", "2001:db8::3"];
    let mut kept = vec![];
    for address in &one_subscriber[..2] {
        let admitted = admit(address).await.expect("room");
        admitted.work();
        kept.push(admitted);
    }
    assert!(admit(one_subscriber[2]).await.is_none());
    for proxy in ["192.0.2.9", "127.0.0.1", "::1"] {
        for _ in 0..3 {
            let admitted = admit(proxy).await.expect("a proxy has no bound of its own");
            admitted.work();
            kept.push(admitted);
        }
    }
}

#[test]
fn what_has_begun_is_finished_when_the_service_stops() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("address");
    let (begun, mut has_begun) = tokio::sync::mpsc::channel(1);
    let (release, released) = watch::channel(false);
    let routes = Router::new().route(
        "/",
        get(move || {
            let (begun, mut released) = (begun.clone(), released.clone());
            async move {
                begun.send(()).await.expect("the test waits");
                released.wait_for(|released| *released).await.expect("released");
                "good"
            }
        }),
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let connections = Connections::new(8, Limits::default());
    let served = runtime.spawn(serve_bounded(listener, routes, connections, ENDLESS, async {
        let _ = stopped.await;
    }));
    let idle = Client::connect(address).expect("connected");
    let mut client = Client::connect(address).expect("connected");
    client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    runtime.block_on(has_begun.recv()).expect("begun");
    stop.send(()).expect("running");
    assert_eq!(read_to_end(idle), "");
    release.send_replace(true);
    assert!(read_to_end(client).ends_with("good"));
    runtime.block_on(served).expect("ended");
}
