//! An issuer that runs: its routes, maybe beside its host's, and time that acts now and then.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{IssuerError, ReferenceIssuer};
use crate::http;
use crate::http::server::{self, Limits};
use crate::service::Service;

/// How often time is looked at.
const TICK: Duration = Duration::from_secs(5);

impl ReferenceIssuer {
    /// Serves until `stop` completes; requests that have begun are finished.
    ///
    /// # Errors
    /// [`IssuerError::FileLimit`].
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_within(listener, Limits::default(), stop).await
    }

    /// The same with other limits than the usual ones.
    ///
    /// # Errors
    /// As [`Self::serve`].
    pub async fn serve_within(
        &self,
        listener: TcpListener,
        limits: Limits,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_routes(listener, Router::new(), limits, stop).await
    }

    /// The same as [`Self::serve`], with routes of the host's own at the same address. They bring their
    /// own bounds on what they read; what the issuer's answers carry (its time, the form of its errors)
    /// is not added to theirs.
    ///
    /// # Errors
    /// As [`Self::serve`].
    ///
    /// # Panics
    /// When a route of `beside` is one of the issuer's.
    pub async fn serve_beside(
        &self,
        listener: TcpListener,
        beside: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_routes(listener, beside, Limits::default(), stop).await
    }

    async fn serve_routes(
        &self,
        listener: TcpListener,
        beside: Router,
        limits: Limits,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        let mut tasks = JoinSet::new();
        // Ends with this call, however it ends.
        tasks.spawn(tick(Arc::clone(&self.service)));
        let routes = http::routes(Arc::clone(&self.service)).merge(beside);
        Ok(server::serve(listener, routes, limits, stop).await?)
    }
}

/// Lets time act now and then. A failure is tried again.
async fn tick(service: Arc<Service>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let looking = Arc::clone(&service);
        if let Err(error) = tokio::task::spawn_blocking(move || looking.revocations.look()).await {
            tracing::error!(%error, "the copy of the revocation list could not be looked at");
        }
        if let Err(error) = service.tick().await {
            tracing::warn!(%error, "a tick failed and is tried again");
        }
    }
}
