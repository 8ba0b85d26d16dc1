//! Keeps what a host would call from being linked away, so that the file's size is the library's.
//! Weighed by `cargo xtask bench`; never run.

mod gate;
#[cfg(feature = "all")]
mod phone;

/// What a gate calls.
#[unsafe(no_mangle)]
pub extern "C" fn essc_probe_gate() -> usize {
    gate::use_everything().unwrap_or_default()
}

/// What a phone calls.
#[cfg(feature = "all")]
#[unsafe(no_mangle)]
pub extern "C" fn essc_probe_phone() -> usize {
    phone::use_everything().unwrap_or_default()
}
