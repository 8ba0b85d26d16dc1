//! Published documents as they are served: bytes, entity tag, media type.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;

use crate::store::publications::Document;

/// A document ready to be served.
#[derive(Debug)]
pub struct PublishedDocument {
    /// Compact JWS.
    pub body: Bytes,
    /// Strong entity tag, with its quotes (RFC 9110 §8.8.3).
    pub etag: String,
    /// Media type.
    pub media_type: &'static str,
    /// Its number.
    pub number: u64,
    /// When it was signed.
    pub issued: UnixTime,
    /// When it comes into force.
    pub effective: UnixTime,
    /// When it runs out.
    pub expires: UnixTime,
}

/// All published documents, by the path they are served at.
#[derive(Debug, Default)]
pub struct PublishedDocuments {
    documents: RwLock<HashMap<String, Arc<PublishedDocument>>>,
}

impl PublishedDocuments {
    /// Puts a document out, in place of an older one.
    pub fn put(&self, document: Document) {
        let media_type = if document.name.contains("/status/") {
            "application/statuslist+jwt"
        } else {
            "application/jwt"
        };
        let digest = sha256(document.body.as_bytes());
        let published = PublishedDocument {
            etag: format!("\"{}\"", hex::encode(&digest[..16])),
            body: document.body.into(),
            media_type,
            number: document.number,
            issued: document.issued,
            effective: document.effective,
            expires: document.expires,
        };
        let mut documents = self.documents.write().unwrap_or_else(PoisonError::into_inner);
        let newer = documents.get(&document.name).is_none_or(|old| old.number < published.number);
        if newer {
            documents.insert(document.name, Arc::new(published));
        }
    }

    /// The document of this path.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Arc<PublishedDocument>> {
        self.documents.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}
