//! Kills, full disks, flipped bits and lost keys.

use std::io;
use std::path::Path;
use std::sync::Arc;

use essc::holder::vault::{Loaded, MAX_STATE_BYTES, Vault, VaultError};
use essc::ports::in_memory::InMemorySecretStore;
use essc_testkit::crashing_storage::{CrashingStorage, Failure, Power};
use zeroize::Zeroizing;

fn whole(text: &str) -> Loaded {
    Loaded::Whole(Zeroizing::new(text.as_bytes().to_vec()))
}

fn saved(text: &str) -> (CrashingStorage, Arc<InMemorySecretStore>) {
    let (storage, secrets) = (CrashingStorage::default(), Arc::new(InMemorySecretStore::default()));
    let mut vault = open(&storage, &secrets).expect("opens");
    vault.save("cards", text.as_bytes()).expect("saves");
    drop(vault);
    (storage, secrets)
}

fn open(
    storage: &CrashingStorage,
    secrets: &Arc<InMemorySecretStore>,
) -> Result<Vault, VaultError> {
    Vault::open_in(Arc::new(storage.clone()), "", secrets.clone())
}

#[test]
fn a_kill_at_any_step_of_a_save_leaves_the_old_state_or_the_new_one() {
    let (start, secrets) = saved("old");
    let (mut saw_old, mut saw_new) = (false, false);
    for step in 0..3 {
        for failure in [Failure::KilledBefore, Failure::KilledDuring] {
            for power in [Power::On, Power::Lost] {
                let storage = start.copy();
                let mut vault = open(&storage, &secrets).expect("opens");
                storage.fail_at(step, failure);
                assert!(vault.save("cards", b"new").is_err(), "step {step} was reached");
                drop(vault);
                storage.restart(power);
                let vault = open(&storage, &secrets).expect("opens again");
                let loaded = vault.load("cards").expect("reads");
                saw_old |= loaded == whole("old");
                saw_new |= loaded == whole("new");
                assert!(
                    loaded == whole("old") || loaded == whole("new"),
                    "step {step}, {failure:?}, power {power:?}"
                );
                assert_eq!(storage.files(), ["cards.sealed"], "no successor is left behind");
            }
        }
    }
    assert!(saw_old && saw_new);
    let storage = start.copy();
    let mut vault = open(&storage, &secrets).expect("opens");
    storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
    vault.save("cards", b"new").expect("saves");
    assert_eq!(storage.steps(), 3, "every step of a save was tried above");
}

#[test]
fn a_full_disk_and_a_read_only_directory_say_so_and_keep_the_old_state() {
    let (start, secrets) = saved("old");
    for (kind, error) in [
        (io::ErrorKind::StorageFull, VaultError::Full),
        (io::ErrorKind::ReadOnlyFilesystem, VaultError::ReadOnly),
        (io::ErrorKind::PermissionDenied, VaultError::ReadOnly),
        (io::ErrorKind::Other, VaultError::Files { kind: io::ErrorKind::Other }),
    ] {
        for step in 0..2 {
            let storage = start.copy();
            let mut vault = open(&storage, &secrets).expect("opens");
            storage.fail_at(step, Failure::Error(kind));
            assert_eq!(vault.save("cards", b"new"), Err(error.clone()));
            assert_eq!(vault.load("cards"), Ok(whole("old")));
            assert_eq!(storage.files(), ["cards.sealed"], "no room is kept for nothing");
            vault.save("cards", b"new").expect("saves once there is room");
            assert_eq!(vault.load("cards"), Ok(whole("new")));
        }
    }
}

#[test]
fn a_flipped_bit_a_short_file_and_a_swapped_one_are_damage() {
    let (start, secrets) = saved("old");
    let mut length = 0;
    start.change("cards.sealed", |bytes| length = bytes.len());
    for bit in 0..length * 8 {
        let storage = start.copy();
        storage.change("cards.sealed", |bytes| bytes[bit / 8] ^= 1 << (bit % 8));
        let vault = open(&storage, &secrets).expect("opens");
        assert_eq!(vault.load("cards"), Ok(Loaded::Damaged), "bit {bit}");
    }
    let storage = start.copy();
    let mut vault = open(&storage, &secrets).expect("opens");
    vault.save("other", b"else").expect("saves");
    let mut other = Vec::new();
    storage.change("other.sealed", |bytes| other = bytes.clone());
    storage.change("cards.sealed", |bytes| *bytes = other);
    assert_eq!(vault.load("cards"), Ok(Loaded::Damaged));
    storage.change("cards.sealed", |bytes| bytes.resize(MAX_STATE_BYTES + 1, 0));
    assert_eq!(vault.load("cards"), Ok(Loaded::Damaged));
}

#[test]
fn a_vault_restored_without_its_key_is_told_apart_and_can_begin_anew() {
    let (storage, _) = saved("old");
    let secrets = Arc::new(InMemorySecretStore::default());
    let mut vault = open(&storage, &secrets).expect("opens");
    assert_eq!(vault.load("cards"), Ok(Loaded::KeyLost));
    assert_eq!(vault.load("never saved"), Ok(Loaded::Absent));
    vault.save("cards", b"new").expect("saves under a new key");
    drop(vault);
    let vault = open(&storage, &secrets).expect("opens");
    assert_eq!(vault.load("cards"), Ok(whole("new")));
}

#[test]
fn a_vault_is_open_once_at_a_time_and_its_files_are_the_owners_only() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("wallet");
    let secrets = Arc::new(InMemorySecretStore::default());
    let mut vault = Vault::open(&path, "", secrets.clone()).expect("opens");
    assert_eq!(vault.load("cards"), Ok(Loaded::Absent));
    vault.save("cards", b"1").expect("saves");
    assert_eq!(Vault::open(&path, "", secrets.clone()).err(), Some(VaultError::InUse));
    drop(vault);
    let vault = Vault::open(&path, "", secrets).expect("opens once it is free");
    assert_eq!(vault.load("cards"), Ok(whole("1")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |p: &Path| std::fs::metadata(p).expect("metadata").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join("cards.sealed"))), (0o700, 0o600));
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_the_vaults_directory_is_not_written_through() {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("wallet");
    let (there, missing) = (directory.path().join("there"), directory.path().join("missing"));
    std::fs::write(&there, b"somebody's").expect("writes");
    std::fs::create_dir(&path).expect("made");
    symlink(&there, path.join("lock")).expect("linked");
    let mut vault =
        Vault::open(&path, "", Arc::new(InMemorySecretStore::default())).expect("opens");
    for target in [&there, &missing] {
        symlink(target, path.join("cards.sealed.new")).expect("linked");
        vault.save("cards", b"1").expect("saves");
        assert_eq!(vault.load("cards"), Ok(whole("1")));
        assert_eq!(std::fs::read(&there).expect("there"), b"somebody's");
        assert!(!missing.exists(), "and nothing was made");
    }
}

#[test]
fn a_directory_that_can_not_be_made_is_a_typed_error() {
    let directory = tempfile::tempdir().expect("directory");
    let file = directory.path().join("file");
    std::fs::write(&file, b"").expect("writes");
    let opened = Vault::open(&file.join("wallet"), "", Arc::new(InMemorySecretStore::default()));
    assert!(matches!(opened.err(), Some(VaultError::Files { .. })));
}
