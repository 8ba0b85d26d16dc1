//! Published documents: verified by the rules of their readers, conditional, bounded.

use std::sync::Arc;

use essc::crypto::SigningKey;
use essc::crypto::jwk;
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::trust::catalogue::VerifiedCatalogue;
use essc::trust::effective::EffectiveCatalogue;
use essc::trust::succession::Admission;
use essc::wire::trust_list::KeyUse;
use essc_testkit::http_client::send;
use essc_testkit::issuer::Issuer;
use serde_json::json;

fn catalogue(issuer: &Issuer, region: Region) -> Arc<VerifiedCatalogue> {
    catalogue_at(issuer, region, "catalogue")
}

fn catalogue_at(issuer: &Issuer, region: Region, path: &str) -> Arc<VerifiedCatalogue> {
    let answer = issuer.get(&format!("/{region}/{path}"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let trust = issuer.trust();
    let now = issuer.now();
    Arc::new(
        VerifiedCatalogue::verify(answer.text(), region, &trust, now, Admission::New)
            .expect("a good catalogue"),
    )
}

#[test]
fn the_trust_list_is_a_sandboxs_and_names_every_issuer_with_a_key_for_each_use() {
    let issuer = Issuer::start();
    let trust = issuer.trust();
    assert!(trust.is_test());
    assert_eq!(trust.list().issuers.len(), 3);
    let guangzhou = trust.issuer(Region::GUANGZHOU).expect("listed");
    assert_eq!(guangzhou.credential_issuer, format!("{}/440100", issuer.base_url));
    assert_eq!(guangzhou.status_lists, [0]);
    for usage in [KeyUse::Card, KeyUse::Status, KeyUse::Catalogue, KeyUse::Venue] {
        assert_eq!(guangzhou.keys.iter().filter(|key| key.key_use == usage).count(), 1);
    }
    assert!(trust.issuer(Region::GUANGDONG).expect("listed").catalogue.is_some());
    assert!(trust.issuer(Region::SHENZHEN).expect("listed").catalogue.is_none());
}

#[test]
fn the_city_catalogue_only_adds_to_the_province_s() {
    let issuer = Issuer::start();
    let base = catalogue(&issuer, Region::GUANGDONG);
    let overlay = catalogue(&issuer, Region::GUANGZHOU);
    assert!(EffectiveCatalogue::with_overlay(base, overlay).is_ok());
}

#[test]
fn an_overlay_that_repeats_or_reaches_outside_its_numbers_is_not_published() {
    let issuer = Issuer::start();
    let before = issuer.get("/440100/catalogue").body;
    for scenes in [sandbox_catalogue::base(), {
        let mut other = sandbox_catalogue::guangzhou_overlay();
        other.extend(sandbox_catalogue::guangzhou_overlay());
        other
    }] {
        let body = json!({ "region": "440100", "scenes": scenes });
        let answer = issuer.try_operate("catalogues", body);
        let refused = (400, "invalid_request".to_owned(), Some("catalogue".to_owned()));
        assert_eq!(answer.error(), refused);
    }
    assert_eq!(issuer.get("/440100/catalogue").body, before);
    let body = json!({ "region": "440100", "scenes": sandbox_catalogue::guangzhou_overlay() });
    issuer.operate("catalogues", body);
    assert_eq!(
        catalogue(&issuer, Region::GUANGZHOU).catalogue().seq,
        2,
        "the first is of the start"
    );
}

#[test]
fn a_first_catalogue_is_named_in_the_next_trust_list() {
    let issuer = Issuer::start();
    issuer.operate("catalogues", json!({ "region": "440300", "scenes": [] }));
    let trust = issuer.trust();
    let url = trust.issuer(Region::SHENZHEN).expect("listed").catalogue.clone();
    assert_eq!(url, Some(format!("{}/440300/catalogue", issuer.base_url)));
}

#[test]
fn who_has_a_document_is_told_so_until_it_changes() {
    let issuer = Issuer::start();
    for (path, media_type) in [
        ("/trust-list", "application/jwt"),
        ("/440100/status/0", "application/statuslist+jwt"),
        ("/440100/catalogue", "application/jwt"),
    ] {
        let first = issuer.get(path);
        assert_eq!(first.header("content-type"), Some(media_type));
        assert_eq!(first.header("cache-control"), Some("public, no-cache"));
        let tag = first.header("etag").expect("a tag").to_owned();
        let ask = |tag: &str| send(issuer.address, "GET", path, &[("If-None-Match", tag)], &[]);
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
            let answer = ask(&known);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        }
        assert_eq!(ask("\"x\"").status, 200);
        issuer.operate("publish", json!({}));
        assert_eq!(ask(&tag).status, 200, "{path} was published anew");
    }
}

#[test]
fn what_is_not_published_is_not_found() {
    let issuer = Issuer::start();
    for path in [
        "/440100/status/1",
        "/440100/status/x",
        "/440100/status/65536",
        "/440200/catalogue",
        "/440000/status/0",
        "/440000/catalogue/next",
        "/440200/catalogue/next",
        "/x/catalogue/next",
        "/trust-list/x",
        "/trust-list/440100",
        "/nothing",
        "/",
    ] {
        assert_eq!(issuer.get(path).status, 404, "{path}");
    }
}

#[test]
fn lists_are_published_again_before_they_age() {
    let issuer = Issuer::start();
    let before = issuer.get("/440100/status/0").body;
    let trust = issuer.trust().seq();
    issuer.clock.advance(4 * 86_400);
    issuer.operate("publish", json!({}));
    assert_ne!(issuer.get("/440100/status/0").body, before);
    assert!(issuer.trust().seq() > trust);
}

#[test]
fn an_announced_catalogue_stands_beside_the_one_in_force_until_its_time() {
    let mut issuer = Issuer::start();
    let before = issuer.get("/440100/catalogue").body;
    let begins = issuer.now().plus(86_400);
    let announce = json!({ "region": "440100", "scenes": [], "effective": begins });
    issuer.operate("catalogues", announce);
    assert_eq!(issuer.get("/440100/catalogue").body, before, "the one in force is not touched");
    let next = catalogue_at(&issuer, Region::GUANGZHOU, "catalogue/next");
    assert_eq!((next.catalogue().seq, next.catalogue().effective), (2, begins));
    // Signing everything anew keeps the announcement, the later number with it.
    issuer.operate("publish", json!({}));
    let in_force = catalogue(&issuer, Region::GUANGZHOU);
    let next = catalogue_at(&issuer, Region::GUANGZHOU, "catalogue/next");
    assert!(!in_force.catalogue().scenes.is_empty());
    assert_eq!((in_force.catalogue().seq, next.catalogue().seq), (3, 4));
    let next = issuer.get("/440100/catalogue/next").body;
    issuer.kill();
    issuer.clock.advance(86_400);
    issuer.restart();
    assert_eq!(issuer.get("/440100/catalogue").body, next, "its time has come");
    assert_eq!(issuer.get("/440100/catalogue/next").status, 404);
    // The next announcement leaves it where it is.
    let announce = json!({ "region": "440100", "scenes": [], "effective": begins.plus(86_400) });
    issuer.operate("catalogues", announce);
    assert_eq!(issuer.get("/440100/catalogue").body, next);
    assert_eq!(catalogue_at(&issuer, Region::GUANGZHOU, "catalogue/next").catalogue().seq, 5);
    // What is published for now takes an announcement back.
    issuer.operate("catalogues", json!({ "region": "440100", "scenes": [] }));
    assert_eq!(catalogue(&issuer, Region::GUANGZHOU).catalogue().seq, 6);
    assert_eq!(issuer.get("/440100/catalogue/next").status, 404);
}

#[test]
fn the_first_catalogue_of_a_region_is_found_at_once_even_when_it_is_of_tomorrow() {
    let issuer = Issuer::start();
    let begins = issuer.now().plus(86_400);
    let first = json!({ "region": "440300", "scenes": [], "effective": begins });
    issuer.operate("catalogues", first);
    assert_eq!(catalogue(&issuer, Region::SHENZHEN).catalogue().effective, begins);
    assert_eq!(issuer.get("/440300/catalogue/next").status, 404);
}

#[test]
fn a_root_s_newest_list_is_found_under_its_thumbprint() {
    let issuer = Issuer::start();
    let path = format!("/trust-list/{}", jwk::thumbprint_text(&issuer.root()));
    assert_eq!(issuer.get(&path).body, issuer.get("/trust-list").body);
    issuer.operate("publish", json!({}));
    assert_eq!(issuer.get(&path).body, issuer.get("/trust-list").body);
    let other = SigningKey::generate().expect("random").public_key();
    let path = format!("/trust-list/{}", jwk::thumbprint_text(&other));
    assert_eq!(issuer.get(&path).status, 404);
}

#[test]
fn the_service_tells_its_own_time_in_an_answer_that_no_cache_keeps() {
    let issuer = Issuer::start();
    let answer = issuer.get("/trust-list/time");
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"));
    assert_eq!(answer.header("etag"), None);
}
