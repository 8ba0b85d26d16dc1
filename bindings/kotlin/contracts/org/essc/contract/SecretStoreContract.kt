// What every SecretStore must do, written once and run against each of them, here and on Android.
package org.essc.contract

import org.essc.SecretStore

/** The contract; the first clause that [store] breaks throws. Independent of a test framework. */
class SecretStoreContract(private val store: SecretStore) {
    fun holds() {
        `what was never kept is not there`()
        `what was kept last is told`()
        `names don't touch one another`()
        `what was deleted is not there`()
    }

    private fun `what was never kept is not there`() {
        check(store.load(ONE) == null)
        store.delete(ONE)
    }

    private fun `what was kept last is told`() {
        for (fill in listOf<Byte>(1, 2)) {
            store.save(ONE, ByteArray(32) { fill })
            check(store.load(ONE).contentEquals(ByteArray(32) { fill })) { "another secret came back" }
        }
    }

    private fun `names don't touch one another`() {
        store.save(OTHER, ByteArray(32) { 9 })
        check(store.load(ONE).contentEquals(ByteArray(32) { 2 }))
    }

    private fun `what was deleted is not there`() {
        store.delete(ONE)
        check(store.load(ONE) == null)
        check(store.load(OTHER) != null)
        store.delete(OTHER)
    }

    private companion object {
        const val ONE = "essc.contract.one"
        const val OTHER = "essc.contract.two"
    }
}
