
// The status of one thread's calls, which come one after the other. Appended by `cargo xtask bindings`.
internal class UniffiStatusSlot {
    private val own = UniffiRustCallStatus().also { it.setAutoSynch(false) }
    private var isTaken = false

    // A call from inside another one, by way of a callback, gets a status of its own.
    fun take(): UniffiRustCallStatus {
        if (isTaken) return UniffiRustCallStatus().also { it.setAutoSynch(false) }
        isTaken = true
        return own
    }

    // Rust writes nothing where nothing went wrong, so the next call finds it zeroed.
    fun giveBack(status: UniffiRustCallStatus) {
        if (status !== own) return
        if (own.pointer.getByte(0) != UNIFFI_CALL_SUCCESS) own.pointer.clear(own.size().toLong())
        isTaken = false
    }
}

internal val uniffiStatusSlot: ThreadLocal<UniffiStatusSlot> = ThreadLocal.withInitial { UniffiStatusSlot() }
