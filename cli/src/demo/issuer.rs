//! The issuer of the demonstration, which can be switched off and on.

use std::path::Path;
use std::sync::Arc;

use essc::crypto::PublicKey;
use essc::ports::clock::Clock;
use essc_reference_issuer::ReferenceIssuer;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::failure::Failure;
use crate::issuer::trouble;

/// A running issuer.
pub struct Running {
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Running {
    /// Starts the issuer of a folder; answers with its root key, too.
    ///
    /// # Errors
    /// A folder that holds no issuer.
    pub async fn start(
        data: &Path,
        clock: Arc<dyn Clock>,
        listener: TcpListener,
    ) -> Result<(Self, PublicKey), Failure> {
        let issuer = ReferenceIssuer::open(data, clock).await.map_err(trouble::issuer)?;
        let root = issuer.root_key().map_err(trouble::issuer)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let done = tokio::spawn(async move {
            let until = async {
                // A dropped sender stops it too.
                let _ = stopped.await;
            };
            if let Err(error) = issuer.serve(listener, until).await {
                tracing::error!(%error, "the issuer stopped");
            }
        });
        Ok((Self { stop, done }, root))
    }

    /// Stops it and waits until it is gone. Requests that have begun are finished; idle connections
    /// are closed.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.done.await;
    }
}
