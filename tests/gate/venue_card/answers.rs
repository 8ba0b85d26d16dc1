//! What cities and strangers answer in the place of a gate's next venue card.

use super::*;

fn failed(fault: RenewalFault, until: UnixTime) -> VenueCardSync {
    VenueCardSync { outcome: VenueCardOutcome::Refused, until, fault: Some(fault) }
}

#[tokio::test]
async fn what_is_not_this_venues_next_card_is_refused_and_the_old_one_stays() {
    let gate = Gate::new();
    let old = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let sign = |change: &dyn Fn(&mut VenueCard)| {
        let mut card = gate.card_of(NOW);
        change(&mut card);
        gate.publisher.venue_card(VENUE, card)
    };
    let other_key = SigningKey::from_bytes(&[62; 32]).expect("scalar").public_key();
    let stranger = SigningKey::from_bytes(&[63; 32]).expect("scalar");
    let forged = SignedVenueCard::sign(gate.card_of(NOW), &stranger).expect("a card");
    let not_listed = gate.publisher.venue_card(9, gate.card_of(NOW));
    let of_a_card_key = gate.publisher.venue_card(1, gate.card_of(NOW));
    let shenzhen = |card: &mut VenueCard| {
        card.kid = KeyId::new(Region::SHENZHEN, VENUE);
        card.region = Region::SHENZHEN;
    };
    for (what, card, fault) in [
        ("another key", sign(&|card| card.key = other_key), RenewalFault::OtherVenue),
        ("another venue", sign(&|card| card.venue_id = "x".into()), RenewalFault::OtherVenue),
        ("another city", sign(&shenzhen), RenewalFault::OtherVenue),
        ("a stranger's signature", forged, RenewalFault::NotProved),
        ("a key that is not listed", not_listed, RenewalFault::NotProved),
        ("a key of another use", of_a_card_key, RenewalFault::NotProved),
        ("not yet valid", sign(&|card| card.not_before = NOW.plus(1)), RenewalFault::NotProved),
        (
            "run out",
            sign(&|card| {
                card.not_before = NOW.minus(10);
                card.expires = NOW;
            }),
            RenewalFault::NotProved,
        ),
    ] {
        let renewal = gate.renew(&old, &City::with(&card)).await;
        assert_eq!(renewal, failed(fault, old.card.card.expires), "{what}");
        assert_eq!(gate.file(), None, "{what}");
        assert_eq!(gate.asks_until(&old).expect("asked"), old.card.card.expires, "{what}");
    }
    let earlier = gate.renew(&old, &City::with(&sign(&|card| card.expires = NOW.plus(DAY)))).await;
    let unchanged = of(VenueCardOutcome::Unchanged, old.card.card.expires);
    assert_eq!(earlier, unchanged, "one that ends earlier is no fault, and not taken");
    assert_eq!(gate.file(), None);
    let card = gate.signed(NOW).to_cose();
    for (body, outcome) in [
        (&b"<html>log in</html>"[..], VenueCardOutcome::Unreachable),
        (b"", VenueCardOutcome::Unreachable),
        (b"\x1f\x8b\x08", VenueCardOutcome::Refused),
        (b"{}", VenueCardOutcome::Refused),
        (&card[1..], VenueCardOutcome::Refused),
        (&[card.as_slice(), b"\n"].concat(), VenueCardOutcome::Refused),
    ] {
        let body = body.to_vec();
        let renewal = gate.renew(&old, &City::that(move |_| Ok(answer(200, &body)))).await;
        assert_eq!(renewal.outcome, outcome, "{renewal:?}");
        assert_eq!(gate.file(), None);
    }
}

#[tokio::test]
async fn a_withdrawal_that_nobody_signed_takes_nothing_from_the_gate() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    for (status, reason, outcome) in [
        (403, "venue_withdrawn", VenueCardOutcome::Withdrawn),
        (404, "unknown_venue", VenueCardOutcome::Unknown),
        (404, "", VenueCardOutcome::Refused),
        (503, "no_venue_key", VenueCardOutcome::Unreachable),
        (429, "", VenueCardOutcome::Unreachable),
    ] {
        let renewal = gate.renew(&venue, &City::refusing(status, reason)).await;
        assert_eq!((renewal.outcome, renewal.until), (outcome, venue.card.card.expires));
        assert_eq!(gate.asks_until(&venue).expect("asked"), venue.card.card.expires);
    }
    let silent = City::that(|_| Err(HttpError::Unreachable));
    assert_eq!(gate.renew(&venue, &silent).await.outcome, VenueCardOutcome::Unreachable);
    // It asks again, and what the city says then counts.
    let renewal = gate.renew(&venue, &City::with(&gate.signed(NOW))).await;
    assert_eq!(renewal.outcome, VenueCardOutcome::Renewed);
}

#[tokio::test]
async fn a_gate_whose_clock_is_off_asks_once_more_with_the_issuers_time() {
    let gate = Gate::new();
    let venue = gate.venue(gate.signed(NOW.minus(5 * DAY)));
    let late = json!({ "error": "invalid_proof", "essc_reason": "proof_time" }).to_string();
    let refusal = move |date: Option<&str>| {
        let mut refused = answer(400, late.as_bytes());
        refused.headers.push(HeaderField::new("cache-control", "no-store"));
        refused.headers.extend(date.map(|date| HeaderField::new("date", date)));
        refused
    };
    // NOW and an hour.
    let told = "Fri, 15 Jan 2027 09:00:00 GMT";
    let next = gate.signed(NOW.plus(3600)).to_cose();
    let refuse = refusal.clone();
    let city = City::that(move |claims| {
        let is_late = claims.issued_at != NOW.plus(3600);
        Ok(if is_late { refuse(Some(told)) } else { answer(200, &next) })
    });
    assert_eq!(gate.renew(&venue, &city).await.outcome, VenueCardOutcome::Renewed);
    assert_eq!(city.asked(), 2);
    let venue = gate.venue(gate.signed(NOW.minus(6 * DAY)));
    let _ = std::fs::remove_file(gate.directory.path().join(VENUE_CARD_FILE));
    for (date, asked) in [(Some(told), 2), (None, 1), (Some("yesterday"), 1)] {
        let refuse = refusal.clone();
        let city = City::that(move |_| Ok(refuse(date)));
        let renewal = gate.renew(&venue, &city).await;
        assert_eq!(renewal.outcome, VenueCardOutcome::ClockWrong);
        assert_eq!(city.asked(), asked, "{date:?}");
    }
}
