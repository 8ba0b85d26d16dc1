//! The zlib stream of a status list: bounded, and its entries pack to themselves.
#![no_main]

use essc::base::base64url;
use essc::wire::status_list::{Entries, PackedEntries};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let packed = PackedEntries { bits: 2, lst: base64url::encode(data) };
    if let Ok(entries) = Entries::unpack(&packed) {
        // Other compressors make other streams: the entries must be the same, not the bytes.
        assert_eq!(Entries::unpack(&entries.pack()).as_ref(), Ok(&entries));
    }
});
