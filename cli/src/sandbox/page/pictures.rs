//! Pictures that the page's gate sees, by its camera or as files: the code in one is read here, by the
//! command line's decoder.

use axum::body::Bytes;
use essc::model::localized::{Language, Localized};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::fault::Fault;
use crate::picture;

/// Most bytes of a picture.
pub const MAX_BYTES: usize = 32 << 20;

/// Reads one picture at a time, since a large one takes much memory.
#[derive(Default)]
pub struct Eye(Mutex<()>);

impl Eye {
    /// The text of the code in a picture, or why there is none; a picture without one is no fault.
    ///
    /// # Errors
    /// More bytes than [`MAX_BYTES`].
    pub async fn read(&self, picture: Result<Bytes, Fault>) -> Result<Value, Fault> {
        let picture = picture?;
        let _alone = self.0.lock().await;
        let read = tokio::task::spawn_blocking(move || picture::qr_in(&picture)).await;
        Ok(match read.map_err(Fault::server)? {
            Ok(text) => json!({ "text": text, "why": null }),
            Err(trouble) => {
                let said = |language| trouble.text(language).to_owned();
                let why = Localized::new(said(Language::Zh), said(Language::En));
                json!({ "text": null, "why": why })
            }
        })
    }
}
