//! Serving connections so that strangers can't shut the service: bounded in number, in all and for
//! each address, and in time for everything a client may be slow with.
//!
//! | what | bound |
//! | --- | --- |
//! | the head of a request, from the end of the one before | [`HEAD`] |
//! | a request with its body, until its answer begins | the routes' own timeout |
//! | everything after the last byte that came in, an answer that nobody reads included | [`SILENCE`] |
//! | header fields and their bytes | 100, [`HEAD_BYTES`] |
//! | connections | [`Limits`], and below the process's limit of open files |
//!
//! Where connections run out, the one that has been waiting for its client longest gives way, see
//! [`Connections`]: thousands of slow clients push out each other, not the next one who comes.

use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use admission::{Admitted, Connections};
use timed_stream::TimedStream;
use watched_body::WatchedBody;

mod admission;
mod file_limit;
mod timed_stream;
mod watched_body;

pub use file_limit::FileLimitTooLow;

/// Longest time for the head of a request; an idle connection is one that begins no head.
const HEAD: Duration = Duration::from_secs(15);

/// Longest time after the last byte that came in.
const SILENCE: Duration = Duration::from_secs(60);

/// Most bytes of a head. A `DPoP` proof has at most 4096.
const HEAD_BYTES: usize = 32 * 1024;

/// Most connections at once.
const CONNECTIONS: usize = 4096;

/// How many connections may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most connections of one address (IPv6: one /64); 0: no bound but that of all.
    pub per_address: usize,
    /// Addresses of reverse proxies, through which many clients come: they have no bound of their
    /// own. Loopback addresses are always taken for a proxy on the same machine.
    pub proxies: Vec<IpAddr>,
}

impl Default for Limits {
    /// 128 connections of an address, since many phones may share one behind a carrier's NAT.
    fn default() -> Self {
        Self { per_address: 128, proxies: vec![] }
    }
}

/// How long a server waits for its clients.
#[derive(Debug, Clone, Copy)]
struct Patience {
    head: Duration,
    silence: Duration,
}

/// Serves until `stop` completes; requests that have begun are finished. Dropped, it ends every
/// connection at once.
///
/// # Errors
/// [`FileLimitTooLow`].
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> Result<(), FileLimitTooLow> {
    let connections = file_limit::connections(CONNECTIONS)?;
    let patience = Patience { head: HEAD, silence: SILENCE };
    serve_bounded(listener, routes, Connections::new(connections, limits), patience, stop).await;
    Ok(())
}

async fn serve_bounded(
    mut listener: TcpListener,
    routes: Router,
    connections: Arc<Connections>,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let (stopping, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let accepting = async {
        loop {
            let (stream, peer): (TcpStream, SocketAddr) = Listener::accept(&mut listener).await;
            // What came and went meanwhile needs no memory any more.
            while tasks.try_join_next().is_some() {}
            if let Some(admitted) = connections.admit(peer.ip()).await {
                tasks.spawn(converse(stream, routes.clone(), admitted, patience, stopped.clone()));
            }
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    drop(listener);
    stopping.send_replace(true);
    while tasks.join_next().await.is_some() {}
}

/// One connection, until its client, its time or the service ends it.
async fn converse(
    stream: TcpStream,
    routes: Router,
    admitted: Admitted,
    patience: Patience,
    mut stopped: watch::Receiver<bool>,
) {
    let admitted = Arc::new(admitted);
    let answer = TowerToHyperService::new(routes);
    let service = service_fn(|request: Request<Incoming>| {
        let watching = Arc::clone(&admitted);
        let answered = answer
            .call(request.map(|body| Body::new(WatchedBody::new(body, Arc::clone(&watching)))));
        async move {
            let response: Result<Response, Infallible> = answered.await;
            watching.wait_for_client();
            response
        }
    });
    let stream = TokioIo::new(TimedStream::new(stream, patience.silence));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(stream, service);
    let mut connection = std::pin::pin!(connection);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended");
                }
                return;
            }
            () = admitted.given_up() => return,
            _ = stopped.wait_for(|stopped| *stopped), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests;
