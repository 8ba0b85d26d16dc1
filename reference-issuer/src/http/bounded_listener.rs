//! A listener that bounds what strangers can hold open: so many connections, and none that says
//! nothing.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Most connections at once; the next one waits in the system's queue.
const CONNECTIONS: usize = 4096;

/// Longest silence of a connection, between two requests or inside one.
const SILENCE: Duration = Duration::from_secs(60);

/// Accepts connections, as long as there are not too many.
pub(crate) struct BoundedListener {
    inner: TcpListener,
    permits: Arc<Semaphore>,
    silence: Duration,
}

/// A connection that ends when it is silent for too long.
pub(crate) struct BoundedStream {
    inner: TcpStream,
    deadline: Pin<Box<Sleep>>,
    silence: Duration,
    _permit: Option<OwnedSemaphorePermit>,
}

impl BoundedListener {
    /// Bounds a listener.
    pub fn new(inner: TcpListener) -> Self {
        Self::with_bounds(inner, CONNECTIONS, SILENCE)
    }

    fn with_bounds(inner: TcpListener, connections: usize, silence: Duration) -> Self {
        Self { inner, permits: Arc::new(Semaphore::new(connections)), silence }
    }
}

impl Listener for BoundedListener {
    type Io = BoundedStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (BoundedStream, SocketAddr) {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        let (inner, address) = Listener::accept(&mut self.inner).await;
        let deadline = Box::pin(tokio::time::sleep(self.silence));
        (BoundedStream { inner, deadline, silence: self.silence, _permit: permit }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

impl BoundedStream {
    /// Something happened, or the time for it is over.
    fn watch<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            let deadline = Instant::now() + self.silence;
            self.deadline.as_mut().reset(deadline);
            return poll;
        }
        match self.deadline.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for BoundedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.inner).poll_read(cx, buffer);
        self.watch(cx, poll)
    }
}

impl AsyncWrite for BoundedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.watch(cx, poll)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use axum::Router;
    use axum::routing::get;

    use super::*;

    /// What a client reads until the service hangs up, of a service with these bounds.
    fn talk(connections: usize, client: impl FnOnce(SocketAddr) -> String) -> String {
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("address");
        let silence = Duration::from_millis(100);
        let bounded = BoundedListener::with_bounds(listener, connections, silence);
        let routes = Router::new().route("/", get(|| async { "good" }));
        runtime.spawn(async move { axum::serve(bounded, routes).await });
        client(address)
    }

    fn read_to_end(mut stream: std::net::TcpStream) -> String {
        let mut bytes = Vec::new();
        // How the end comes, as a reset or in order, is the system's affair.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_connection_that_stops_within_its_head_is_ended() {
        let answer = talk(8, |address| {
            let mut stream = std::net::TcpStream::connect(address).expect("connected");
            stream.write_all(b"GET / HTTP/1.1\r\nHost").expect("sent");
            read_to_end(stream)
        });
        assert!(!answer.contains("good"));
    }

    #[test]
    fn who_waits_behind_a_silent_connection_is_served_when_it_is_ended() {
        let answer = talk(1, |address| {
            let _silent = std::net::TcpStream::connect(address).expect("connected");
            let mut stream = std::net::TcpStream::connect(address).expect("queued");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            read_to_end(stream)
        });
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("good"));
    }
}
