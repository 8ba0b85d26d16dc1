//! Published documents: verified by the rules of their readers, conditional, bounded.

use std::sync::Arc;

use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::wire::catalogue::{EffectiveCatalogue, VerifiedCatalogue};
use essc::wire::succession::Admission;
use essc::wire::trust_list::KeyUse;
use serde_json::json;

use crate::client::send;
use crate::harness::Issuer;

fn catalogue(issuer: &Issuer, region: Region) -> Arc<VerifiedCatalogue> {
    let answer = issuer.get(&format!("/{region}/catalogue"));
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
