//! Requests of venues: proved, shown, answered once.

use super::*;
use crate::presentation::scene;
use essc::holder::RequestFault;
use essc::wire::framing;
use essc::wire::request::{Request, SignedRequest};
use essc::wire::venue_card::SignedVenueCard;
use essc_testkit::scripted_issuer::VENUE_KEY;

fn refused(wallet: &Wallet, text: &str) -> RequestFault {
    match wallet.read_request(text) {
        Err(WalletError::Request(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_is_proved_shown_and_answered_with_all_of_its_hash() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.issuer.script().offline = true;
    let text = phone.issuer.request(302, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    assert_eq!((request.venue(), request.venue_id()), ("测试药店", "pharmacy-1"));
    assert_eq!((request.city().en.as_str(), request.amount()), ("Guangzhou", Some(1250)));
    assert_eq!((request.purpose(), request.scene()), (Some("测试"), scene("0302")));
    let code = wallet.answer(&card, &request).expect("code");
    let carrier = framing::read_code(&code.text).expect("carrier");
    let challenge = SignedRequest::from_text(&text).expect("request").challenge();
    assert_eq!(carrier.challenge_hint(), Some([challenge[0], challenge[1]]));
    let device = carrier.device_key().expect("point");
    assert!(carrier.clone().into_code(device, Some(challenge)).verify());
    assert!(!carrier.into_code(device, None).verify(), "worthless without the request");
}

#[test]
fn a_request_is_answered_once_even_by_another_process() {
    let (phone, wallet, card) = Phone::enrolled();
    let text = phone.issuer.request(302, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    wallet.answer(&card, &request).expect("code");
    let again = wallet.answer(&card, &request);
    assert_eq!(again, Err(RequestFault::Answered.into()));
    drop(wallet);
    assert_eq!(refused(&phone.wallet(), &text), RequestFault::Answered);
}

#[test]
fn a_request_whose_signature_took_its_other_form_is_the_same_request() {
    let (phone, wallet, card) = Phone::enrolled();
    let text = phone.issuer.request(302, |_| {});
    let signed = SignedRequest::from_text(&text).expect("request");
    let other = SignedRequest { signature: signed.signature.other_form(), ..signed.clone() };
    assert!(other.verify() && other.to_text() != text);
    let both = [text.as_str(), &other.to_text()];
    // Agreed to before either is answered, or shown only after that.
    let [first, second] = both.map(|text| wallet.read_request(text).expect("proved"));
    wallet.answer(&card, &first).expect("code");
    let again = wallet.answer(&card, &second);
    assert_eq!(again, Err(RequestFault::Answered.into()));
    for text in both {
        assert_eq!(refused(&wallet, text), RequestFault::Answered);
    }
}

#[test]
fn a_request_is_for_its_time() {
    let (phone, wallet, card) = Phone::enrolled();
    let text = phone.issuer.request(302, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    phone.advance(120);
    let late = wallet.answer(&card, &request);
    assert_eq!(late, Err(RequestFault::Expired.into()));
    assert_eq!(refused(&wallet, &text), RequestFault::Expired);
    let early = phone.issuer.request(302, |r| {
        r.issued_at = r.issued_at.plus(16);
        r.expires = r.expires.plus(16);
    });
    assert_eq!(refused(&wallet, &early), RequestFault::FromFuture);
}

#[test]
fn a_rogue_venue_is_refused() {
    let (phone, wallet, _) = Phone::enrolled();
    let issuer = &phone.issuer;
    let with_card = |change: fn(&mut essc::wire::venue_card::VenueCard), signer: u8| {
        issuer.request(302, |request: &mut Request| {
            let mut card = request.venue_card.card.clone();
            change(&mut card);
            request.venue_card = SignedVenueCard::sign(card, &key(signer)).expect("card");
        })
    };
    assert_eq!(refused(&wallet, &with_card(|_| {}, 66)), RequestFault::VenueForged);
    let unknown = with_card(|card| card.kid = "06b72463".parse().expect("kid"), VENUE_KEY);
    assert_eq!(refused(&wallet, &unknown), RequestFault::VenueUnknown);
    // A card key does not vouch for venues.
    let misused = with_card(|card| card.kid = "06b72401".parse().expect("kid"), 1);
    assert_eq!(refused(&wallet, &misused), RequestFault::VenueUnknown);
    let other_key = with_card(|card| card.key = key(67).public_key(), VENUE_KEY);
    assert_eq!(refused(&wallet, &other_key), RequestFault::Forged);
    let expired = with_card(|card| card.expires = card.not_before.plus(1), VENUE_KEY);
    assert_eq!(refused(&wallet, &expired), RequestFault::VenueExpired);
    let elsewhere = issuer.request(701, |_| {});
    assert_eq!(refused(&wallet, &elsewhere), RequestFault::SceneNotGranted);
}

#[test]
fn what_is_no_request_is_refused() {
    let (phone, wallet, _) = Phone::enrolled();
    let good = phone.issuer.request(302, |_| {});
    for bad in ["", "SSC1:BB8", "SSCQ2:BB8", &good[..good.len() - 3], &good.to_lowercase()] {
        assert!(matches!(refused(&wallet, bad), RequestFault::Form(_)), "{bad}");
    }
}

#[test]
fn a_venue_is_no_fraud_because_the_text_of_its_request_lost_its_blanks() {
    let (phone, wallet, _) = Phone::enrolled();
    for amount in 1..40 {
        let good = phone.issuer.request(302, |request| request.amount = Some(amount));
        for changed in [good.replace(' ', "+"), good.replace('+', " ")] {
            assert!(matches!(refused(&wallet, &changed), RequestFault::Form(_)), "{changed}");
        }
    }
}

#[test]
fn without_a_current_trust_list_no_venue_is_believed() {
    let (phone, wallet, _) = Phone::enrolled();
    phone.advance(31 * 86_400);
    let text = phone.issuer.request(302, |_| {});
    assert_eq!(wallet.read_request(&text), Err(WalletError::TrustMissing));
}
