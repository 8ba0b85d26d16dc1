//! Status lists: the input is the payload, the harness signs it with a status key.
#![no_main]

use essc::base::json;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::wire::status_list::StatusListToken;
use essc_fuzz::{NOW, STATUS_KID, issuer, trust};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(token) = json::parse::<StatusListToken>(data, 1 << 16) else { return };
    essc_fuzz::json_reads_back(&token);
    let text = token.sign(STATUS_KID, issuer());
    if let Ok(list) = StatusList::verify(&text, token.sub, trust(), NOW, Admission::New) {
        assert_eq!((list.uri(), list.iat(), list.exp()), (token.sub, token.iat, token.exp));
        assert!(StatusList::verify(&text, token.sub, trust(), NOW, Admission::Held).is_ok());
    }
});
