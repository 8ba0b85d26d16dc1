//! The sandbox's catalogues are ones that a real publisher could sign and a real verifier would load.

use essc::base::time::UnixTime;
use essc::model::region::Region;
use essc::model::sandbox_catalogue::{base, guangzhou_overlay};
use essc::model::scene::Scene;
use essc::trust::effective::EffectiveCatalogue;
use essc::wire::catalogue::Catalogue;

fn catalogue(region: Region, scenes: Vec<Scene>) -> Catalogue {
    let iat = UnixTime::from_secs(1_800_000_000);
    let exp = iat.plus(86_400);
    Catalogue { region, seq: 1, iat, exp, effective: iat, min_trust_seq: 1, scenes }
}

#[test]
fn base_and_overlay_pass_every_rule_of_a_catalogue_and_the_overlay_only_adds() {
    let base = catalogue(Region::GUANGDONG, base());
    let overlay = catalogue(Region::GUANGZHOU, guangzhou_overlay());
    assert_eq!((base.check(), overlay.check()), (Ok(()), Ok(())));
    assert_eq!(EffectiveCatalogue::check(&base, &overlay), Ok(()));
}
