//! Key descriptions of Android that are not in their form.

use std::collections::BTreeMap;

use crate::android::{everyday, hardware};
use crate::cases::Case;
use crate::scene::{Scene, Statement};
use essc_sandbox_attestation::der::{
    boolean, enumerated, explicit, integer, null, octets, sequence, tagged,
};

/// The key description as eight members, to be put together in another way.
fn members(scene: &mut Scene) -> Vec<Vec<u8>> {
    let description = scene.description().clone();
    let list = |members: &BTreeMap<u32, Vec<u8>>| {
        members.iter().map(|(number, value)| explicit(*number, value)).collect::<Vec<_>>()
    };
    vec![
        integer(400),
        enumerated(description.attestation_level),
        integer(400),
        enumerated(description.key_level),
        octets(&description.challenge),
        octets(&[]),
        sequence(&list(&description.software)),
        sequence(&list(&description.hardware)),
    ]
}

pub fn cases() -> Vec<Case> {
    let case = |what, change| Case { what, code: "key_description_form", scene: everyday, change };
    vec![
        case("a key description that is not DER", |s| {
            s.statement = Statement::Raw(vec![0x30, 0x80])
        }),
        case("a member less", |s| {
            let mut members = members(s);
            members.pop();
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a member more", |s| {
            let mut members = members(s);
            members.push(null());
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a byte after", |s| {
            let mut der = s.description().to_der();
            der.push(0);
            s.statement = Statement::Raw(der);
        }),
        case("a level that is an INTEGER", |s| {
            let mut members = members(s);
            members[1] = integer(1);
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a negative version", |s| {
            let mut members = members(s);
            members[0] = tagged(&[2], &[0xff]);
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("tags that do not rise", |s| {
            let mut members = members(s);
            let list = [(503, null()), (10, integer(1))].map(|(tag, value)| explicit(tag, &value));
            members[7] = sequence(&list);
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a tag twice", |s| {
            let mut members = members(s);
            members[6] = sequence(&[explicit(509, &null()), explicit(509, &null())]);
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a tag that is not explicit", |s| {
            let mut members = members(s);
            members[6] = sequence(&[tagged(&[0x9f, 0x83, 0x7d], &[])]);
            s.statement = Statement::Raw(sequence(&members));
        }),
        case("a tag with two values", |s| {
            hardware(s, 503, [null(), null()].concat());
        }),
        case("a tag without value", |s| hardware(s, 800, Vec::new())),
        case("a flag that is a BOOLEAN", |s| hardware(s, 503, boolean(true))),
        case("a boot state in a BOOLEAN of 1", |s| {
            let root =
                sequence(&[octets(&[7; 32]), tagged(&[1], &[1]), enumerated(0), octets(&[8; 32])]);
            hardware(s, 704, root);
        }),
        case("a negative key size", |s| hardware(s, 3, tagged(&[2], &[0xff]))),
        case("a key size of 9 bytes", |s| hardware(s, 3, tagged(&[2], &[1; 9]))),
        case("a patch level with a leading zero", |s| hardware(s, 706, tagged(&[2], &[0, 1]))),
        case("purposes that are a SEQUENCE", |s| hardware(s, 1, sequence(&[integer(2)]))),
        case("a value nested without end", |s| {
            let deep = (0..40).fold(null(), |inside, _| sequence(&[inside]));
            hardware(s, 800, deep);
        }),
    ]
}
