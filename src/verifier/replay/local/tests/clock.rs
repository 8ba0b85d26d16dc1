//! Clocks that were wrong and came back, with and without a restart in between.

use super::*;

const YEAR: u64 = 365 * 86_400;

/// A guard's folder, opened again and again.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("directory"))
    }

    fn open(&self, remember: Remember, now: u64) -> LocalReplayGuard {
        LocalReplayGuard::open(&self.0.path().join("replay"), remember, 100, at(now)).expect("open")
    }
}

#[test]
fn a_code_is_not_accepted_again_after_the_clock_was_ahead_and_came_back_over_a_restart() {
    let disk = Disk::new();
    let admit = |now, code: Claim| disk.open(Remember::Everything, now).admit(&code, at(now));
    disk.open(Remember::Everything, 0);
    assert_eq!(admit(20, code(1, 20)), Ok(()));
    assert_eq!(admit(120, code(2, 120)), Ok(()));
    assert_eq!(admit(30, code(1, 20)), Err(Refusal::Replayed));
    assert_eq!(admit(270, code(3, 270)), Ok(()), "250 s ahead");
    assert_eq!(admit(31, code(1, 20)), Err(Refusal::Replayed));
    assert_eq!(admit(31, code(1, 31)), Ok(()), "an honest code");
}

#[test]
fn a_cool_down_goes_on_after_the_clock_was_ahead_and_came_back_with_and_without_a_restart() {
    let guard = LocalReplayGuard::in_memory(100, at(0));
    let disk = Disk::new();
    let restarted = |claim: &Claim, now: u64| {
        // Opened by one clock, asked by the next.
        disk.open(Remember::CoolDowns, 0).admit(claim, at(now))
    };
    for admit in
        [&restarted as &dyn Fn(&Claim, u64) -> _, &|claim, now| guard.admit(claim, at(now))]
    {
        assert_eq!(admit(&entry(1, 20, 200), 20), Ok(()));
        assert_eq!(admit(&entry(2, 270, 450), 270), Ok(()), "250 s ahead");
        assert_eq!(admit(&entry(1, 80, 260), 80), Err(Refusal::Replayed));
        assert_eq!(admit(&entry(3, 80, 260), 80), Ok(()), "others are let in");
        assert_eq!(admit(&entry(1, 200, 380), 200), Ok(()));
    }
}

#[test]
fn opening_forgets_nothing_whatever_the_clock_says_then() {
    let disk = Disk::new();
    let guard = disk.open(Remember::Everything, 0);
    assert_eq!(guard.admit(&code(1, 20), at(20)), Ok(()));
    assert_eq!(guard.admit(&entry(2, 20, 320), at(20)), Ok(()));
    drop(guard);
    disk.open(Remember::Everything, YEAR);
    let guard = disk.open(Remember::Everything, 30);
    assert_eq!(guard.admit(&code(1, 20), at(30)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&entry(2, 30, 330), at(30)), Err(Refusal::Replayed));
}

#[test]
fn codes_that_are_not_on_disk_are_cold_after_a_restart_by_a_clock_that_went_back() {
    let disk = Disk::new();
    let guard = disk.open(Remember::CoolDowns, 0);
    assert_eq!(guard.admit(&code(1, 120), at(120)), Ok(()));
    assert_eq!(guard.admit(&code(1, 136), at(136)), Ok(()));
    drop(guard);
    for started in [0, 50] {
        let guard = disk.open(Remember::CoolDowns, started);
        for accepted in [120, 136] {
            let again = guard.admit(&code(1, accepted), at(accepted));
            assert_eq!(again, Err(Refusal::Cold), "{accepted} after {started}");
        }
    }
    // Nor are they new to a gate that is set up another way from now on.
    let guard = disk.open(Remember::Everything, 50);
    assert_eq!(guard.admit(&code(1, 136), at(136)), Err(Refusal::Cold));
    assert_eq!(guard.admit(&code(1, 152), at(152)), Ok(()), "later than any before");
}

#[test]
fn codes_without_a_record_write_to_the_disk_four_times_a_minute_at_most() {
    let disk = Disk::new();
    let path = disk.0.path().join("replay");
    let guard = disk.open(Remember::CoolDowns, 0);
    let length = || std::fs::metadata(&path).expect("journal").len();
    let before = length();
    for second in 16..76 {
        assert_eq!(guard.admit(&code(second, u64::from(second)), at(second.into())), Ok(()));
    }
    assert_eq!((length() - before) / 64, 4);
}

#[test]
fn a_cool_down_that_was_forgotten_to_make_room_holds_its_card_up_until_its_end() {
    let guard = LocalReplayGuard::in_memory(16, at(0));
    // All in one shard, which has room for one.
    let shard = |n: u32| n << 4;
    assert_eq!(guard.admit(&entry(shard(1), 20, 200), at(20)), Ok(()));
    assert_eq!(guard.admit(&entry(shard(2), 100, 280), at(100)), Err(Refusal::Full));
    assert_eq!(guard.admit(&entry(shard(2), 210, 390), at(210)), Ok(()));
    assert_eq!(guard.admit(&entry(shard(2), 400, 580), at(400)), Ok(()));
    assert_eq!(guard.admit(&entry(1, 150, 330), at(150)), Err(Refusal::Cold));
    assert_eq!(guard.admit(&entry(1, 390, 570), at(390)), Ok(()));
}

#[test]
fn a_memory_that_began_by_a_clock_a_year_ahead_is_complete_once_the_clock_is_right() {
    for remember in [Remember::Everything, Remember::CoolDowns] {
        let disk = Disk::new();
        let guard = disk.open(remember, YEAR);
        assert_eq!(guard.admit(&code(1, 1000), at(1000)), Err(Refusal::Cold), "once");
        assert_eq!(guard.admit(&code(1, 1016), at(1016)), Ok(()));
        drop(guard);
        let guard = disk.open(remember, 1020);
        assert!(guard.admit(&code(1, 1016), at(1021)).is_err(), "not twice");
        assert_eq!(guard.admit(&code(1, 1036), at(1036)), Ok(()));
    }
}

#[test]
fn a_gate_that_starts_for_every_scan_is_not_cold_for_a_year_either() {
    let disk = Disk::new();
    let admit = |now, code: Claim| disk.open(Remember::Everything, now).admit(&code, at(now));
    disk.open(Remember::Everything, YEAR);
    assert_eq!(admit(1000, code(1, 1000)), Err(Refusal::Cold), "once");
    assert_eq!(admit(1010, code(1, 1010)), Err(Refusal::Cold), "still within 15 s");
    assert_eq!(admit(1016, code(1, 1016)), Ok(()));
    assert_eq!(admit(1017, code(1, 1016)), Err(Refusal::Replayed));
}

#[test]
fn a_thief_of_the_issuers_key_who_forges_somebody_elses_entry_uses_nothing_of_theirs_up() {
    let guard = LocalReplayGuard::in_memory(1000, at(0));
    let forged =
        |claim: Claim| Claim { card: GuardedCard { device: [9; 16], ..claim.card }, ..claim };
    assert_eq!(guard.admit(&forged(entry(1, 20, 320)), at(20)), Ok(()));
    assert_eq!(guard.admit(&entry(1, 21, 321), at(21)), Ok(()));
    for second in 20..28 {
        assert_eq!(guard.admit(&forged(code(2, second)), at(28)), Ok(()));
    }
    assert_eq!(guard.admit(&forged(code(2, 28)), at(28)), Err(Refusal::Full));
    assert_eq!(guard.admit(&code(2, 28), at(28)), Ok(()));
}
