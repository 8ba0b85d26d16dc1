//! A key, its evidence, and an issuer that is asked to judge it.

use std::collections::BTreeMap;

use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::issuance::attestation::{
    AndroidApp, AndroidPolicy, AttestationPolicy, AuthorityList, Evidence, Fingerprint, HuksApp,
    HuksPolicy, Judgment, Question, Refusal, Revocations, judge,
};
use essc::model::profile::KeyRole;
use essc::wire::x509::Certificate;

use crate::minting::{COMMON_NAME, Draft, Minted, Name, ORGANIZATION, SERIAL_NUMBER, TITLE};
use essc_sandbox_attestation::der::{
    boolean, enumerated, explicit, integer, null, octets, oid, sequence, set,
};

/// 2026-11-18.
pub const NOW: UnixTime = UnixTime::from_secs(1_795_000_000);

pub const NONCE: &str = "a-nonce-of-the-issuer";

pub const KEY_DESCRIPTION: &[u64] = &[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17];
pub const HUKS_CLAIMS: &[u64] = &[1, 3, 6, 1, 4, 1, 2011, 2, 376, 1, 3];

/// `1.3.6.1.4.1.2011.2.376.2`, under which claims have their identifiers.
const HUKS_ARC: [u8; 11] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02];

const PACKAGE: &[u8] = b"cn.example.card";
const SIGNER: [u8; 32] = [0xab; 32];

/// What Android says of a key.
#[derive(Debug, Clone)]
pub struct Description {
    pub attestation_level: u64,
    pub key_level: u64,
    pub challenge: Vec<u8>,
    pub software: BTreeMap<u32, Vec<u8>>,
    pub hardware: BTreeMap<u32, Vec<u8>>,
}

impl Description {
    fn new(role: KeyRole, level: u64) -> Self {
        let root_of_trust =
            sequence(&[octets(&[7; 32]), boolean(true), enumerated(0), octets(&[8; 32])]);
        let mut hardware = BTreeMap::from([
            (1, set(&[integer(2)])),
            (2, integer(3)),
            (3, integer(256)),
            (5, set(&[integer(4)])),
            (10, integer(1)),
            (702, integer(0)),
            (704, root_of_trust),
            (705, integer(160_000)),
            (706, integer(202_610)),
            (718, integer(20_261_005)),
            (719, integer(0)),
        ]);
        let mut software = BTreeMap::from([
            (701, integer(1_794_000_000_000)),
            (709, application(&[PACKAGE], &[&SIGNER])),
        ]);
        match role {
            KeyRole::Identity => hardware.insert(504, integer(2)),
            KeyRole::Everyday => {
                software.insert(509, null());
                hardware.insert(503, null())
            }
        };
        Self {
            attestation_level: level,
            key_level: level,
            challenge: sha256(NONCE.as_bytes()).to_vec(),
            software,
            hardware,
        }
    }

    pub fn to_der(&self) -> Vec<u8> {
        let list = |members: &BTreeMap<u32, Vec<u8>>| {
            let members: Vec<_> =
                members.iter().map(|(number, value)| explicit(*number, value)).collect();
            sequence(&members)
        };
        sequence(&[
            integer(400),
            enumerated(self.attestation_level),
            integer(400),
            enumerated(self.key_level),
            octets(&self.challenge),
            octets(&[]),
            list(&self.software),
            list(&self.hardware),
        ])
    }
}

/// The value of 709.
pub fn application(packages: &[&[u8]], signers: &[&[u8]]) -> Vec<u8> {
    let packages: Vec<_> =
        packages.iter().map(|name| sequence(&[octets(name), integer(1)])).collect();
    let signers: Vec<_> = signers.iter().map(|digest| octets(digest)).collect();
    octets(&sequence(&[set(&packages), set(&signers)]))
}

/// A claim of HUKS: security level, the end of its identifier, value.
pub type Claim = (u64, Vec<u8>, Vec<u8>);

/// What HUKS says of a key.
pub fn claims(claims: &[Claim]) -> Vec<u8> {
    let mut members = vec![integer(0)];
    members.extend(claims.iter().map(|(level, end, value)| {
        sequence(&[integer(*level), oid(&[&HUKS_ARC, end.as_slice()].concat()), value.clone()])
    }));
    sequence(&members)
}

/// The value of the app's claim.
pub fn huks_app(json: &str) -> Vec<u8> {
    sequence(&[oid(&[&HUKS_ARC[..], &[1, 3, 1]].concat()), octets(json.as_bytes())])
}

fn huks_claims() -> Vec<Claim> {
    let app = r#"{"appId":"cn.example.card_K","bundleName":"cn.example.card","appIdentifier":"5765","appMode":"release"}"#;
    let manager = *b"\x28\xc4\xfb\x49\x44\xaf\xec\x11\xb9\x09\x02\x42\xac\x12\x00\x02";
    vec![
        (2, vec![1, 3], huks_app(app)),
        (0, vec![1, 4], octets(&sha256(NONCE.as_bytes()))),
        (3, vec![1, 5], octets(&[2, 0, 0, 0])),
        (2, vec![2, 4, 8], octets(b"CLS-AL00")),
        (3, vec![2, 2, 6], octets(&manager)),
    ]
}

/// What the extension of the leaf is made of.
#[derive(Debug, Clone)]
pub enum Statement {
    Android(Description),
    Huks(Vec<Claim>),
    Raw(Vec<u8>),
}

/// Everything that is judged, to be changed before it is.
pub struct Scene {
    /// Root first; the leaf's extension is added.
    pub drafts: Vec<Draft>,
    pub oid: &'static [u64],
    pub statement: Statement,
    /// What happens to the chain after it is minted.
    pub after: Option<fn(&mut Minted)>,
    pub policy: AttestationPolicy,
    /// Google's status list, and when it was right.
    pub status_list: Option<(String, UnixTime)>,
    /// Lists of HarmonyOS's revoked authorities.
    pub authority_lists: Vec<SignedList>,
    pub nonce: &'static str,
    pub role: KeyRole,
    pub now: UnixTime,
    /// A key that the issuer is asked about in the place of the leaf's.
    pub other_key: bool,
    /// Whether the policy pins another root.
    pub other_root: bool,
}

impl Scene {
    fn new(drafts: Vec<Draft>, oid: &'static [u64], statement: Statement, role: KeyRole) -> Self {
        let android = AndroidPolicy::new(vec![AndroidApp {
            package: "cn.example.card".into(),
            signatures: vec![Fingerprint(SIGNER)],
        }]);
        let mut huks = HuksPolicy::new(vec![HuksApp {
            bundle_name: "cn.example.card".into(),
            app_identifier: "5765".into(),
        }]);
        huks.list_required = false;
        let policy = AttestationPolicy {
            android: Some(android),
            huks: Some(huks),
            ..AttestationPolicy::default()
        };
        Self {
            drafts,
            oid,
            statement,
            after: None,
            policy,
            status_list: Some((r#"{"entries":{}}"#.into(), NOW)),
            authority_lists: Vec::new(),
            nonce: NONCE,
            role,
            now: NOW,
            other_key: false,
            other_root: false,
        }
    }

    /// A chain of four, as a factory leaves it in a phone; level 1 or 2.
    pub fn factory(role: KeyRole, level: u64) -> Self {
        let title = if level == 2 { "StrongBox" } else { "TEE" };
        let named = |number| vec![(TITLE, title), (SERIAL_NUMBER, number)];
        let mut drafts = vec![
            Draft::new(vec![(SERIAL_NUMBER, "f92009e853b6b045")], 1),
            Draft::new(named("b701bdeb"), 2),
            Draft::new(named("5ee8e101"), 3),
            leaf(),
        ];
        drafts[1].algorithm = &rcgen::PKCS_ECDSA_P384_SHA384;
        for draft in &mut drafts[1..3] {
            (draft.from, draft.until) = ((2021, 1, 1), (2031, 1, 1));
        }
        let statement = Statement::Android(Description::new(role, level));
        Self::new(drafts, KEY_DESCRIPTION, statement, role)
    }

    /// A chain of five, as Google's server provisions it; level 1 or 2.
    pub fn remote(role: KeyRole, level: u64) -> Self {
        let server = |name| vec![(ORGANIZATION, "Google LLC"), (COMMON_NAME, name)];
        let level_name = if level == 2 { "StrongBox" } else { "TEE" };
        let drafts = vec![
            Draft::new(vec![(COMMON_NAME, "Key Attestation CA1")], 1),
            Draft::new(server("Droid CA2"), 2),
            Draft::new(server("Droid CA3"), 3),
            Draft::new(vec![(COMMON_NAME, "2c85cdc1"), (ORGANIZATION, level_name)], 4),
            leaf(),
        ];
        let statement = Statement::Android(Description::new(role, level));
        Self::new(drafts, KEY_DESCRIPTION, statement, role)
    }

    /// A chain of three of a HarmonyOS phone.
    pub fn huks(role: KeyRole) -> Self {
        let huawei = |name| -> Name { vec![(ORGANIZATION, "Huawei CBG"), (COMMON_NAME, name)] };
        let mut drafts = vec![
            Draft::new(huawei("Device Attestation Root CA 1"), 1),
            Draft::new(huawei("Device Anonymous Attestation CA 1"), 2),
            leaf(),
        ];
        drafts[2].is_authority = Some(false);
        (drafts[2].from, drafts[2].until) = ((2026, 11, 15), (2026, 11, 22));
        drafts[2].subject = vec![(COMMON_NAME, "Device Certificate Management Key")];
        Self::new(drafts, HUKS_CLAIMS, Statement::Huks(huks_claims()), role)
    }

    pub fn description(&mut self) -> &mut Description {
        match &mut self.statement {
            Statement::Android(description) => description,
            _ => panic!("not of Android"),
        }
    }

    pub fn claims(&mut self) -> &mut Vec<Claim> {
        match &mut self.statement {
            Statement::Huks(claims) => claims,
            _ => panic!("not of HarmonyOS"),
        }
    }

    pub fn android(&mut self) -> &mut AndroidPolicy {
        self.policy.android.as_mut().expect("accepted")
    }

    /// Mints the chain, and has the policy pin its own root.
    pub fn mint(&mut self) -> Minted {
        let value = match &self.statement {
            Statement::Android(description) => description.to_der(),
            Statement::Huks(list) => claims(list),
            Statement::Raw(der) => der.clone(),
        };
        let leaf = self.drafts.last_mut().expect("a leaf");
        leaf.extensions.insert(0, (self.oid.to_vec(), value));
        leaf.extensions.retain(|(_, value)| !value.is_empty());
        let mut minted = Minted::mint(&self.drafts);
        if let Some(change) = self.after {
            change(&mut minted);
        }
        let other = Minted::mint_with(&self.drafts, 1);
        let pinned = if self.other_root { &other } else { &minted };
        let pin = pinned.certificates.last().and_then(|der| Certificate::read(der).ok());
        let pin = Fingerprint(sha256(pin.map_or(&[][..], |root| root.key.whole)));
        if let Some(android) = &mut self.policy.android {
            android.roots = if self.oid == KEY_DESCRIPTION { vec![pin] } else { Vec::new() };
        }
        if let Some(huks) = &mut self.policy.huks {
            huks.roots = if self.oid == HUKS_CLAIMS { vec![pin] } else { Vec::new() };
        }
        minted
    }

    /// The revocation lists as an issuer with this policy has them.
    pub fn revocations(&self) -> Revocations {
        let android = self
            .status_list
            .as_ref()
            .map(|(json, as_of)| Revocations::parse(json.as_bytes(), *as_of).expect("a list"));
        let roots = self.policy.huks.as_ref().map(|huks| huks.roots.as_slice());
        let roots = roots.unwrap_or_default();
        let verify = |one: &SignedList| AuthorityList::verify(&one.list, &one.root, roots);
        let lists: Vec<_> =
            self.authority_lists.iter().filter_map(|one| verify(one).ok()).collect();
        android.unwrap_or_default().with_huks(&lists, roots)
    }

    /// Mints the chain and has it judged under its own root.
    pub fn judge(mut self) -> Result<Judgment, Refusal> {
        let minted = self.mint();
        let other = Minted::mint_with(&self.drafts, 1);
        let key = if self.other_key { other.key() } else { minted.key() };
        let question = Question::new(&key, self.nonce, self.role, self.now);
        let evidence = Evidence::X5c(&minted.certificates);
        judge(&evidence, &question, &self.policy, &self.revocations())
    }
}

/// A list of revoked authorities, and the certificate of the root that signed it.
#[derive(Debug, Clone)]
pub struct SignedList {
    pub root: Vec<u8>,
    pub list: Vec<u8>,
}

fn leaf() -> Draft {
    let mut leaf = Draft::new(vec![(COMMON_NAME, "Android Keystore Key")], 1);
    leaf.is_authority = None;
    (leaf.from, leaf.until) = ((1970, 1, 1), (2048, 1, 1));
    leaf
}
