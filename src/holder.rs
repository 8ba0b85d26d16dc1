//! Layer 5: the holder's side. Keeps cards in a vault, gets and renews them over HTTP, and shows them
//! as codes without any network.

pub mod clock_health;
pub mod qr;
pub mod vault;
