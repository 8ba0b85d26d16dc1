//! Lists of revoked authorities: what is read is DER, and bounded.
#![no_main]

use essc::wire::der::Value;
use essc::wire::x509::revocation_list::{MAX_ENTRIES, RevocationList};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = RevocationList::read(data) {
        assert!(Value::read(data).is_ok());
        assert!(list.this_update <= list.next_update);
        assert!(list.serials().count() <= MAX_ENTRIES);
        assert!(list.serials().all(|serial| (1..=40).contains(&serial.len())));
    }
});
