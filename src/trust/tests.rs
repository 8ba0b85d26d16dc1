//! What wallets and gates do alike with signed documents.

pub(crate) mod publisher;
