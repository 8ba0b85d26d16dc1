//! That a build without ring answers as one with it, to everything that can come.

use proptest::prelude::*;

use super::{with_ring, without_ring};
use crate::base::hex;
use crate::crypto::{Signature, SigningKey};

const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const FIELD: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

/// What both answer; they must not differ.
fn verify(key: &[u8; 65], message: &[u8], signature: &[u8; 64]) -> bool {
    let answers = [
        with_ring::verify_es256(key, message, signature),
        without_ring::verify_es256(key, message, signature),
    ];
    assert_eq!(
        answers[0],
        answers[1],
        "with ring and without: key {}, message {}, signature {}",
        hex::encode(key),
        hex::encode(message),
        hex::encode(signature)
    );
    answers[0]
}

fn number(text: &str) -> [u8; 32] {
    hex::decode_array(text).expect("hex")
}

/// A number with something small added to it or taken away.
fn near(number: [u8; 32], by: i16) -> [u8; 32] {
    let mut near = number;
    let mut carry = i32::from(by);
    for byte in near.iter_mut().rev() {
        carry += i32::from(*byte);
        *byte = carry.rem_euclid(256) as u8;
        carry = carry.div_euclid(256);
    }
    near
}

/// Numbers at which readers of signatures and keys go wrong.
fn edges() -> Vec<[u8; 32]> {
    let mut half = number(ORDER);
    let mut carried = 0;
    for byte in &mut half {
        let whole = carried * 256 + u16::from(*byte);
        *byte = (whole / 2) as u8;
        carried = whole % 2;
    }
    let near_each = |number: [u8; 32]| (-2..=2).map(move |by| near(number, by));
    [[0; 32], [0xff; 32], number(ORDER), number(FIELD), half]
        .into_iter()
        .flat_map(near_each)
        .collect()
}

fn signed(scalar: u8, message: &[u8]) -> ([u8; 65], Signature) {
    let key = SigningKey::from_bytes(&[scalar; 32]).expect("scalar");
    (*key.public_key().uncompressed(), key.sign(message))
}

#[test]
fn numbers_out_of_their_range_are_refused_by_both() {
    let (key, good) = signed(7, b"message");
    assert!(verify(&key, b"message", good.as_bytes()));
    assert!(verify(&key, b"message", good.other_form().as_bytes()), "high s");
    for edge in edges() {
        for at in [0, 32] {
            let mut raw = *good.as_bytes();
            raw[at..at + 32].copy_from_slice(&edge);
            assert!(!verify(&key, b"message", &raw), "{}", hex::encode(&raw));
            for other in edges() {
                raw[32 - at..64 - at].copy_from_slice(&other);
                assert!(!verify(&key, b"message", &raw), "{}", hex::encode(&raw));
            }
        }
    }
}

#[test]
fn keys_that_are_no_points_and_other_forms_are_refused_by_both() {
    let (key, good) = signed(7, b"message");
    for first in (0..=255).filter(|first| *first != 4) {
        let mut other = key;
        other[0] = first;
        assert!(!verify(&other, b"message", good.as_bytes()), "{first}");
    }
    for edge in edges() {
        for at in [1, 33] {
            let mut other = key;
            other[at..at + 32].copy_from_slice(&edge);
            assert!(!verify(&other, b"message", good.as_bytes()), "{}", hex::encode(&other));
        }
        for other in edges() {
            let mut point = [4; 65];
            point[1..33].copy_from_slice(&edge);
            point[33..].copy_from_slice(&other);
            assert!(!verify(&point, b"message", good.as_bytes()), "{}", hex::encode(&point));
        }
    }
    // The same point with its x or y not reduced.
    for at in [1, 33] {
        let mut unreduced = key;
        let mut carry = 0;
        for (byte, field) in unreduced[at..at + 32].iter_mut().zip(number(FIELD)).rev() {
            let sum = u16::from(*byte) + u16::from(field) + carry;
            (*byte, carry) = (sum as u8, sum >> 8);
        }
        assert!(!verify(&unreduced, b"message", good.as_bytes()));
    }
}

#[test]
fn the_hash_of_signed_bytes_has_no_length_at_which_they_differ() {
    let bytes: Vec<u8> = (0..300u16).map(|n| n as u8).collect();
    for length in 0..bytes.len() {
        let (key, signature) = signed(9, &bytes[..length]);
        assert!(verify(&key, &bytes[..length], signature.as_bytes()), "{length}");
    }
}

proptest! {
    #[test]
    fn both_give_one_digest(parts: Vec<Vec<u8>>) {
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(with_ring::sha256_of(&parts), without_ring::sha256_of(&parts));
    }

    #[test]
    fn both_take_what_was_signed_in_either_form_and_nothing_that_was_changed(
        // Repeated 32 times, 255 would be over the order of the group; another key is made of the next one.
        scalar in 1u8..254,
        message: Vec<u8>,
        bit in 0usize..512,
        key_bit in 0usize..520,
    ) {
        let (key, signature) = signed(scalar, &message);
        prop_assert!(verify(&key, &message, signature.as_bytes()));
        prop_assert!(verify(&key, &message, signature.other_form().as_bytes()));
        let mut changed = *signature.as_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(&key, &message, &changed));
        let mut other = key;
        other[key_bit / 8] ^= 1 << (key_bit % 8);
        prop_assert!(!verify(&other, &message, signature.as_bytes()));
        let (another, _) = signed(scalar + 1, &message);
        prop_assert!(!verify(&another, &message, signature.as_bytes()));
        prop_assert!(!verify(&key, &[&message[..], &[0]].concat(), signature.as_bytes()));
    }

    #[test]
    fn both_refuse_random_keys_and_signatures(
        key in prop::array::uniform32(any::<u8>()),
        rest in prop::array::uniform32(any::<u8>()),
        r in prop::array::uniform32(any::<u8>()),
        s in prop::array::uniform32(any::<u8>()),
        message: Vec<u8>,
    ) {
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&key);
        point[33..].copy_from_slice(&rest);
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        prop_assert!(!verify(&point, &message, &signature));
        let (point, _) = signed(3, b"");
        prop_assert!(!verify(&point, &message, &signature));
    }
}
