//! Several people's wallets in one app: each has a directory, a vault key and an end of its own.

use super::*;
use crate::presentation::scene;
use essc::holder::vault::VAULT_KEY;

fn open(phone: &Phone, folder: &std::path::Path, account: &str) -> Result<Wallet, WalletError> {
    Wallet::open(config(folder.join(account), account), phone.ports())
}

fn destroy(phone: &Phone, folder: &std::path::Path, account: &str) -> Result<(), WalletError> {
    let (keys, secrets) = (phone.keys.clone(), phone.secrets.clone());
    Wallet::destroy(&config(folder.join(account), account), keys, secrets)
}

fn secret(phone: &Phone, account: &str) -> Option<Vec<u8>> {
    phone.secrets.load(format!("{VAULT_KEY}.{account}")).expect("told")
}

#[test]
fn two_accounts_share_stores_and_nothing_else() {
    let (phone, folder) = (Phone::new(), tempfile::tempdir().expect("folder"));
    let [one, other] =
        ["one", "other"].map(|account| open(&phone, folder.path(), account).expect("opens"));
    let card = phone.enroll(&one).expect("enrols");
    assert!(other.cards().is_empty());
    assert!(matches!(other.present(&card, scene("0501")), Err(WalletError::NoSuchCard)));
    assert_ne!(secret(&phone, "one"), secret(&phone, "other"));
    drop((one, other));
    // The other's folder under this one's key: nothing of it can be read.
    let mixed = Wallet::open(config(folder.path().join("one"), "other"), phone.ports());
    let why = ReEnrollReason::VaultDamaged;
    assert_eq!(mixed.expect("opens").condition(), WalletCondition::NeedsReEnrollment { why });
}

#[test]
fn a_destroyed_wallet_leaves_no_key_and_no_file_and_the_other_account_as_it_was() {
    let (phone, folder) = (Phone::new(), tempfile::tempdir().expect("folder"));
    let [one, other] =
        ["one", "other"].map(|account| open(&phone, folder.path(), account).expect("opens"));
    let [gone, kept] = [&one, &other].map(|wallet| phone.enroll(wallet).expect("enrols"));
    for (wallet, card) in [(&one, &gone), (&other, &kept)] {
        wallet.present(card, scene("0501")).expect("a code");
    }
    let in_use = Err(VaultError::InUse.into());
    assert_eq!(destroy(&phone, folder.path(), "one"), in_use, "it is open");
    drop(one);
    assert_eq!(destroy(&phone, folder.path(), "one"), Ok(()));
    assert_eq!(secret(&phone, "one"), None);
    let names = std::fs::read_dir(folder.path().join("one")).expect("there");
    let names: Vec<_> = names.map(|entry| entry.expect("entry").file_name()).collect();
    assert_eq!(names, ["lock"]);
    for role in ["everyday", "identity"] {
        let key = |card: &CardId| phone.keys.info(format!("essc.{}.{role}", card.as_str()));
        assert_eq!(key(&gone).err(), Some(KeyStoreError::NotFound), "{role}");
        assert!(key(&kept).is_ok(), "{role}");
    }
    assert!(other.present(&kept, scene("0501")).is_ok());
    assert_eq!(destroy(&phone, folder.path(), "one"), Ok(()), "once more is no error");
    let again = open(&phone, folder.path(), "one").expect("opens");
    assert_eq!((again.condition(), again.cards().len()), (WalletCondition::Ready, 0));
}

#[test]
fn what_cant_be_the_name_of_an_account_is_refused() {
    let (phone, folder) = (Phone::new(), tempfile::tempdir().expect("folder"));
    for name in ["a.b", "A", "张", "../x", "a b", &"a".repeat(33)] {
        let opened = Wallet::open(config(folder.path().join("x"), name), phone.ports());
        assert_eq!(opened.err(), Some(VaultError::Account.into()), "{name}");
    }
    assert!(open(&phone, folder.path(), &"a".repeat(32)).is_ok());
}
