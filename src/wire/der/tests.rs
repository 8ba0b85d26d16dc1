use proptest::prelude::*;

use super::*;

/// Writes a value again from what was read of it, by the rules and not from its bytes.
fn write(value: &Value<'_>) -> Vec<u8> {
    let Tag { class, is_constructed, number } = value.tag;
    let first = class << 6 | u8::from(is_constructed) << 5;
    let mut der = match number {
        0..31 => vec![first | number as u8],
        _ => {
            let groups: Vec<u8> =
                (0..4).rev().map(|at| (number >> (7 * at) & 0x7f) as u8).collect();
            let from = groups.iter().position(|group| *group != 0).expect("a number");
            let (last, before) = groups[from..].split_last().expect("a group");
            let more = before.iter().map(|group| group | 0x80);
            std::iter::once(first | 0x1f).chain(more).chain([*last]).collect()
        }
    };
    let mut content = Vec::new();
    if is_constructed {
        let mut inside = Reader::new(value.content);
        while !inside.is_empty() {
            content.extend(write(&inside.value().expect("checked")));
        }
    } else if value.tag == Tag::INTEGER || value.tag == Tag::ENUMERATED {
        content = integer(value.content);
    } else {
        content = value.content.to_vec();
    }
    match content.len() {
        short @ 0..0x80 => der.push(short as u8),
        medium @ 0x80..0x100 => der.extend([0x81, medium as u8]),
        long @ 0x100..0x1_0000 => {
            der.push(0x82);
            der.extend((long as u16).to_be_bytes());
        }
        longer => {
            der.push(0x83);
            der.extend(&(longer as u32).to_be_bytes()[1..]);
        }
    }
    der.extend(content);
    der
}

/// The shortest two's complement of what `content` stands for.
fn integer(content: &[u8]) -> Vec<u8> {
    let mut shortest = content;
    while let [first, rest @ ..] = shortest {
        let is_sign_of =
            |sign: u8| *first == sign && rest.first().is_some_and(|b| b >> 7 == sign >> 7);
        if !is_sign_of(0) && !is_sign_of(0xff) {
            break;
        }
        shortest = rest;
    }
    shortest.to_vec()
}

#[test]
fn what_ber_allows_and_der_does_not_is_refused() {
    let good: [&[u8]; 14] = [
        &[0x30, 0],
        &[0x30, 6, 2, 1, 1, 1, 1, 0xff],
        &[2, 2, 0, 0x80],
        &[2, 1, 0x80],
        &[2, 2, 0xff, 0x7f],
        &[10, 1, 2],
        &[5, 0],
        &[6, 3, 0x55, 4, 5],
        &[3, 1, 0],
        &[3, 2, 7, 0x80],
        &[0xbf, 0x83, 0x77, 2, 5, 0],
        &[0x1f, 0x1f, 0],
        &[0x80, 1, 7],
        &[0x31, 6, 2, 1, 9, 2, 1, 3],
    ];
    for der in good {
        assert!(Value::read(der).is_ok(), "{der:x?}");
    }
    let bad: [(&str, &[u8]); 30] = [
        ("nothing", &[]),
        ("no length", &[0x30]),
        ("a byte after", &[5, 0, 0]),
        ("a byte short", &[4, 2, 0]),
        ("indefinite length", &[0x30, 0x80, 0, 0]),
        ("long form of a short length", &[0x30, 0x81, 0]),
        ("long form with a leading zero", &[0x04, 0x82, 0, 0x80]),
        ("three bytes of length, cut off", &[0x04, 0x83, 1, 0, 0]),
        ("three bytes of length, the first of them zero", &[0x04, 0x83, 0, 0xff, 0xff]),
        ("four bytes of length", &[0x04, 0x84, 1, 0, 0, 0]),
        ("reserved length", &[0x04, 0xff]),
        ("end of contents", &[0, 0]),
        ("BOOLEAN of another value", &[1, 1, 1]),
        ("BOOLEAN of two bytes", &[1, 2, 0xff, 0xff]),
        ("BOOLEAN of none", &[1, 0]),
        ("INTEGER of none", &[2, 0]),
        ("INTEGER with a leading zero", &[2, 2, 0, 1]),
        ("INTEGER with a leading ff", &[2, 2, 0xff, 0x80]),
        ("ENUMERATED with a leading zero", &[10, 2, 0, 1]),
        ("NULL with content", &[5, 1, 0]),
        ("OID of none", &[6, 0]),
        ("OID with a leading zero", &[6, 2, 0x80, 1]),
        ("OID that ends within an arc", &[6, 2, 0x55, 0x84]),
        ("BIT STRING of none", &[3, 0]),
        ("BIT STRING with 8 unused bits", &[3, 2, 8, 0]),
        ("BIT STRING whose unused bits are set", &[3, 2, 1, 1]),
        ("OCTET STRING in parts", &[0x24, 3, 4, 1, 0]),
        ("primitive SEQUENCE", &[0x10, 0]),
        ("tag number in the long form that has a short one", &[0x1f, 0x1e, 0]),
        ("tag number with a leading zero", &[0x1f, 0x80, 0x1f, 0]),
    ];
    for (what, der) in bad {
        assert_eq!(Value::read(der), Err(DerError), "{what}");
        // The same in something else, where it starts behind a good value.
        let inside = [&[5, 0], der].concat();
        if !der.is_empty() && what != "a byte after" {
            let outer = [&[0x30, inside.len() as u8], inside.as_slice()].concat();
            assert_eq!(Value::read(&outer), Err(DerError), "{what}, inside");
        }
    }
}

#[test]
fn numbers_are_read_within_their_bounds_and_never_negative() {
    let number = |der: &[u8]| Value::read(der).and_then(|value| value.number(Tag::INTEGER));
    assert_eq!(number(&[2, 1, 0]), Ok(0));
    assert_eq!(number(&[2, 2, 0, 0xff]), Ok(255));
    assert_eq!(number(&[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]), Ok(u64::MAX));
    assert_eq!(number(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]), Err(DerError), "2⁶⁴");
    assert_eq!(number(&[2, 1, 0xff]), Err(DerError), "−1");
    assert_eq!(number(&[10, 1, 1]), Err(DerError), "ENUMERATED");
}

#[test]
fn a_value_of_64_kib_and_more_has_three_bytes_of_length() {
    for (length, head) in [(0xffff, &[4, 0x82, 0xff, 0xff][..]), (0x1_0000, &[4, 0x83, 1, 0, 0])] {
        let der = [head, &vec![7; length]].concat();
        let value = Value::read(&der).expect("an OCTET STRING");
        assert_eq!(value.content.len(), length);
        assert_eq!(write(&value), der);
    }
    let padded = [&[4, 0x83, 0, 0xff, 0xff][..], &[7; 0xffff]].concat();
    assert_eq!(Value::read(&padded), Err(DerError));
}

#[test]
fn nesting_ends_at_sixteen_levels() {
    let nested = |levels: usize| {
        let mut der = vec![5, 0];
        for _ in 0..levels {
            der = [&[0x30, der.len() as u8], der.as_slice()].concat();
        }
        der
    };
    assert!(Value::read(&nested(16)).is_ok());
    assert_eq!(Value::read(&nested(17)), Err(DerError));
}

proptest! {
    #[test]
    fn what_is_taken_of_random_bytes_is_written_again_as_the_same(
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        tag in prop::sample::select(vec![0x30u8, 0x31, 2, 3, 4, 6, 10, 0xa0, 0xbf]),
    ) {
        for der in [bytes.clone(), [&[tag, bytes.len() as u8], bytes.as_slice()].concat()] {
            if let Ok(value) = Value::read(&der) {
                prop_assert_eq!(write(&value), der);
            }
        }
    }

    #[test]
    fn a_changed_certificate_is_refused_or_written_again_as_the_same(at in 0usize..4096, to: u8) {
        let mut der = include_bytes!("../../../fuzz/seeds/certificate/leaf").to_vec();
        let at = at % der.len();
        der[at] = to;
        if let Ok(value) = Value::read(&der) {
            prop_assert_eq!(write(&value), der);
        }
    }
}
