//! Trust lists: the input is the payload, the harness signs it with the root.
#![no_main]

use essc::base::json;
use essc::trust::trust_list::VerifiedTrustList;
use essc::wire::trust_list::TrustList;
use essc_fuzz::{NOW, root};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(list) = json::parse::<TrustList>(data, 1 << 16) else { return };
    essc_fuzz::json_reads_back(&list);
    let text = list.sign(root());
    if let Ok(verified) = VerifiedTrustList::verify(&text, &root().public_key(), NOW) {
        assert_eq!(verified.list(), &list);
        let floor = verified.floor();
        assert!(verified.accept_over(Some(&floor), NOW).is_ok(), "a list follows itself");
    }
});
