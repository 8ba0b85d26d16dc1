//! What a wallet answers, in the words of the table.

use essc::holder::{RequestFault, WalletError};

/// `DONE`, or why the wallet refused.
pub fn answer<T>(result: &Result<T, WalletError>) -> String {
    match result {
        Ok(_) => "DONE".into(),
        Err(WalletError::Request(fault)) => request(fault).into(),
        Err(WalletError::Unfit(_)) => "WALLET_UNFIT".into(),
        Err(WalletError::RequestNeeded) => "WALLET_REQUEST_NEEDED".into(),
        Err(error) => error.to_string(),
    }
}

const fn request(fault: &RequestFault) -> &'static str {
    match fault {
        RequestFault::VenueUnknown => "VENUE_UNKNOWN",
        RequestFault::VenueForged => "VENUE_FORGED",
        RequestFault::Forged => "REQUEST_FORGED",
        RequestFault::Answered => "REQUEST_ANSWERED",
        RequestFault::Expired => "REQUEST_EXPIRED",
        _ => "REQUEST_REFUSED",
    }
}
