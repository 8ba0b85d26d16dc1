//! What every [`SecretStore`] must do, written once and run against each of them.

use essc::ports::secret_store::SecretStore;

/// Panics at the first clause that `store`, which is empty, breaks.
pub fn holds(store: &dyn SecretStore) {
    let name = || "essc.vault".to_owned();
    assert_eq!(store.load(name()), Ok(None));
    for secret in [vec![1; 32], vec![2; 32]] {
        store.save(name(), secret.clone()).expect("saves");
        assert_eq!(store.load(name()), Ok(Some(secret)), "it replaces the last one");
    }
    assert_eq!(store.load("essc.other".into()), Ok(None));
    store.delete(name()).expect("deletes");
    store.delete(name()).expect("deletes what is gone");
    assert_eq!(store.load(name()), Ok(None));
}
