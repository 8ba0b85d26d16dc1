//! A request's body that says when it is whole: from then on the service works, not the client.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::HttpBody;
use hyper::body::{Bytes, Frame, Incoming, SizeHint};

use super::admission::Admitted;

pub(super) struct WatchedBody {
    inner: Incoming,
    connection: Arc<Admitted>,
}

impl WatchedBody {
    pub fn new(inner: Incoming, connection: Arc<Admitted>) -> Self {
        if inner.is_end_stream() {
            connection.work();
        }
        Self { inner, connection }
    }
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let poll = Pin::new(&mut self.inner).poll_frame(cx);
        if matches!(poll, Poll::Ready(None)) || self.inner.is_end_stream() {
            self.connection.work();
        }
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
