//! Catalogues: the input is the payload, the harness signs it with a catalogue key.
#![no_main]

use std::sync::Arc;

use essc::base::json;
use essc::trust::catalogue::VerifiedCatalogue;
use essc::trust::effective::EffectiveCatalogue;
use essc::trust::succession::Admission;
use essc::wire::catalogue::Catalogue;
use essc_fuzz::{CATALOGUE_KIDS, NOW, issuer, trust};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(catalogue) = json::parse::<Catalogue>(data, 1 << 16) else { return };
    essc_fuzz::json_reads_back(&catalogue);
    let region = catalogue.region;
    let Some(kid) = CATALOGUE_KIDS.into_iter().find(|kid| kid.region() == region) else { return };
    let text = catalogue.sign(kid, issuer());
    let verified = VerifiedCatalogue::verify(&text, region, trust(), NOW, Admission::New);
    let Ok(verified) = verified else { return };
    assert_eq!(verified.catalogue(), &catalogue);
    if let Ok(base) = EffectiveCatalogue::of_base(Arc::new(verified)) {
        for scene in &catalogue.scenes {
            assert_eq!(base.scene(scene.code), Some(scene));
        }
    }
});
