//! Documents that follow one another, and some that may not.

use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::holder::SceneFault;
use essc::holder::documents::{Documents, StoredDocuments};
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::trust::{Files, PinnedRoot, Refusal, TrustConfig};
use essc::wire::catalogue::Catalogue;
use essc::wire::trust_list::{KeyState, TrustList};
use essc_testkit::key;
use essc_testkit::scripted_issuer::{
    CATALOGUE_KEY, ROOT_KEY, ScriptedIssuer, catalogue, trust_list,
};

/// 2026-11-23 00:00:00 UTC.
const NOW: UnixTime = UnixTime::from_secs(1_795_392_000);
const PROVINCE: Region = Region::GUANGDONG;

fn config() -> Arc<TrustConfig> {
    let pin = PinnedRoot { key: key(ROOT_KEY).public_key(), least_seq: 1 };
    pinning(vec![pin])
}

fn pinning(roots: Vec<PinnedRoot>) -> Arc<TrustConfig> {
    Arc::new(TrustConfig { roots, takes_test: true, across_the_border: None })
}

fn list() -> TrustList {
    trust_list(&ScriptedIssuer::at(NOW).script(), NOW)
}

fn documents() -> Documents {
    let mut documents = Documents::load(&config(), StoredDocuments::default(), NOW);
    let text = list().sign(&key(ROOT_KEY));
    documents.accept_trust(&text, &[], None, NOW).expect("trust list");
    documents
}

fn signed(catalogue: &Catalogue) -> String {
    catalogue.sign(KeyId::new(catalogue.region, CATALOGUE_KEY), &key(CATALOGUE_KEY))
}

fn accept(documents: &mut Documents, one: &Catalogue) -> Result<(), Refusal> {
    documents.accept_catalogue(&signed(one), one.region, None, NOW)
}

fn held(documents: &Documents) -> usize {
    let names = documents.stored().names().expect("names");
    names.iter().filter(|name| name.starts_with("catalogue-")).count()
}

#[test]
fn documents_are_never_rolled_back_or_swapped() {
    let mut documents = documents();
    let accept_list = |documents: &mut Documents, list: TrustList| {
        documents.accept_trust(&list.sign(&key(ROOT_KEY)), &[], None, NOW)
    };
    let older = TrustList { seq: list().seq - 1, ..list() };
    let swapped = TrustList { soft_exp: list().exp, ..list() };
    for bad in [older, swapped] {
        let refused = accept_list(&mut documents, bad);
        assert!(matches!(refused, Err(Refusal::TrustFloor(_))), "{refused:?}");
    }
    assert_eq!(documents.trust().map(|t| t.seq()), Some(list().seq));
    let base = catalogue(PROVINCE, NOW);
    accept(&mut documents, &base).expect("base");
    let older = Catalogue { seq: base.seq - 1, ..base.clone() };
    let swapped = Catalogue { scenes: base.scenes[1..].to_vec(), ..base.clone() };
    for bad in [older, swapped] {
        let refused = accept(&mut documents, &bad);
        assert!(matches!(refused, Err(Refusal::Succession(_))), "{refused:?}");
    }
    accept(&mut documents, &base).expect("the same again is nothing to do");
    assert_eq!(held(&documents), 1);
}

#[test]
fn the_floor_outlives_a_trust_list_that_is_lost() {
    let mut stored = documents().stored().clone();
    stored.lose("trust.jws");
    let mut documents = Documents::load(&config(), stored, NOW);
    assert!(documents.trust().is_none());
    let older = TrustList { seq: list().seq - 1, ..list() };
    let refused = documents.accept_trust(&older.sign(&key(ROOT_KEY)), &[], None, NOW);
    assert!(matches!(refused, Err(Refusal::TrustFloor(_))), "{refused:?}");
}

#[test]
fn a_phone_clock_set_back_loses_no_document() {
    let mut documents = documents();
    let base = catalogue(PROVINCE, NOW);
    accept(&mut documents, &base).expect("base");
    let again = Documents::load(&config(), documents.stored().clone(), NOW.minus(365 * 86_400));
    assert_eq!(again.trust().map(|t| t.seq()), Some(list().seq));
    assert_eq!(held(&again), 1);
    assert!(again.scene(SceneCode::new(501), PROVINCE, NOW).is_ok(), "once the clock is right");
}

#[test]
fn a_catalogue_of_tomorrow_waits_beside_todays() {
    let mut documents = documents();
    let base = catalogue(PROVINCE, NOW);
    accept(&mut documents, &base).expect("base");
    let tomorrow = NOW.plus(86_400);
    let mut next = Catalogue { seq: base.seq + 1, effective: tomorrow, ..base.clone() };
    next.scenes.retain(|scene| scene.code != SceneCode::new(501));
    accept(&mut documents, &next).expect("next");
    let museum = |documents: &Documents, now| documents.scene(SceneCode::new(501), PROVINCE, now);
    assert!(museum(&documents, NOW).is_ok());
    let gone = Err(SceneFault::Unknown(SceneCode::new(501)));
    assert_eq!(museum(&documents, tomorrow), gone);
    let again = Documents::load(&config(), documents.stored().clone(), NOW);
    assert!(museum(&again, NOW).is_ok(), "both are kept");
    let in_force = Catalogue { seq: next.seq + 1, effective: NOW, ..next };
    accept(&mut documents, &in_force).expect("in force at once");
    assert_eq!(held(&documents), 1);
    assert_eq!(museum(&documents, NOW), gone);
}

#[test]
fn an_expired_catalogue_and_an_unknown_scene_are_told_apart() {
    let mut documents = documents();
    let museum = |documents: &Documents, now| documents.scene(SceneCode::new(501), PROVINCE, now);
    assert_eq!(museum(&documents, NOW), Err(SceneFault::CatalogueMissing));
    let base = catalogue(PROVINCE, NOW);
    accept(&mut documents, &base).expect("base");
    assert_eq!(museum(&documents, base.exp), Err(SceneFault::CatalogueExpired));
    let other = documents.scene(SceneCode::new(501), Region::HONG_KONG.province(), NOW);
    assert_eq!(other, Err(SceneFault::CatalogueMissing));
}

#[test]
fn a_city_may_only_add() {
    let mut documents = documents();
    let base = catalogue(PROVINCE, NOW);
    accept(&mut documents, &base).expect("base");
    let overlay = catalogue(Region::GUANGZHOU, NOW);
    accept(&mut documents, &overlay).expect("overlay");
    let own = overlay.scenes[0].code;
    assert!(documents.scene(own, PROVINCE, NOW).is_ok());
    let mut removes = Catalogue { seq: overlay.seq + 1, ..overlay };
    removes.scenes[0].area = "nowhere".into();
    let refused = accept(&mut documents, &removes);
    assert!(matches!(refused, Err(Refusal::Overlay(_))), "{refused:?}");
    assert!(documents.scene(own, PROVINCE, NOW).is_ok(), "the one held stays");
}

#[test]
fn what_a_compromised_key_signed_is_dropped_at_once() {
    let mut documents = documents();
    accept(&mut documents, &catalogue(PROVINCE, NOW)).expect("base");
    let mut next = TrustList { seq: list().seq + 1, ..list() };
    for key in next.issuers.iter_mut().flat_map(|issuer| &mut issuer.keys) {
        if key.kid == KeyId::new(PROVINCE, CATALOGUE_KEY) {
            key.state = KeyState::Compromised;
        }
    }
    documents.accept_trust(&next.sign(&key(ROOT_KEY)), &[], None, NOW).expect("next");
    let scene = documents.scene(SceneCode::new(501), PROVINCE, NOW);
    assert_eq!(scene, Err(SceneFault::CatalogueMissing));
}

#[test]
fn the_next_root_takes_over_when_the_last_list_named_it() {
    let mut documents = documents();
    let successor = key(ROOT_KEY + 10);
    let by_stranger = TrustList { seq: list().seq + 2, ..list() }.sign(&successor);
    let refused = documents.accept_trust(&by_stranger, &[], None, NOW);
    assert_eq!(refused, Err(Refusal::UnknownRoot));
    let next_root = Some(Jwk::from(&successor.public_key()));
    let names = TrustList { seq: list().seq + 1, next_root, ..list() };
    documents.accept_trust(&names.sign(&key(ROOT_KEY)), &[], None, NOW).expect("names the next");
    documents.accept_trust(&by_stranger, &[], None, NOW).expect("signed by the next");
    let late = TrustList { seq: list().seq + 3, ..list() }.sign(&key(ROOT_KEY));
    let refused = documents.accept_trust(&late, &[], None, NOW);
    assert_eq!(refused, Err(Refusal::UnknownRoot), "the old one is out");
    let again = Documents::load(&config(), documents.stored().clone(), NOW);
    assert_eq!(again.trust().map(|t| *t.root()), Some(successor.public_key()));
}
