//! The stores that ship with the core keep the contracts that a platform's own have to keep.

use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc_testkit::{key_store_contract, secret_store_contract};

#[test]
fn keys_in_memory_keep_the_contract() {
    key_store_contract::holds(&SoftwareKeyStore::in_memory());
}

#[test]
fn keys_in_a_directory_keep_the_contract() {
    let directory = tempfile::tempdir().expect("directory");
    let store = SoftwareKeyStore::in_directory(directory.path()).expect("store");
    key_store_contract::holds(&store);
}

#[test]
fn both_shipped_secret_stores_keep_the_contract() {
    let directory = tempfile::tempdir().expect("directory");
    secret_store_contract::holds(&FileSecretStore::in_directory(directory.path()).expect("store"));
    secret_store_contract::holds(&InMemorySecretStore::default());
}
