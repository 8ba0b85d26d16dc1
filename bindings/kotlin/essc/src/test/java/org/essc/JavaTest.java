package org.essc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.essc.support.Enrollment;
import org.essc.support.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a card, as Java writes it. */
class JavaTest {
    private static final int MUSEUM = 501;

    @TempDir
    Path directory;

    @Test
    void aCardIsEnrolledShownAndVerified() throws Exception {
        try (Sandbox sandbox = new Sandbox(directory)) {
            WalletPorts ports = new WalletPorts(
                new SoftwareKeyStore(directory.resolve("keys").toFile()),
                new FileSecretStore(directory.resolve("secrets").toFile()),
                null,
                new UrlConnectionHttpClient());
            WalletFutures calls = WalletFutures.open(sandbox.walletConfig("wallet"), ports).get();
            Verifier gate = sandbox.gate("gate", null);
            try (Wallet wallet = calls.getWallet(); gate) {
                Enrollment enrollment = sandbox.enrollment("adult");
                CardId card = calls.enroll(enrollment.getOffer(), enrollment.getTxCode()).get();
                List<CardSummary> cards = wallet.getCards().getValue();
                assertEquals(card, cards.get(0).getId());
                assertEquals(new Region("440100"), cards.get(0).getRegion());
                assertEquals(Essc.regionName(cards.get(0).getRegion(), Language.ZH), cards.get(0).getRegion().name(Language.ZH));

                assertTrue(new VerifierFutures(gate).sync(sandbox.source()).get().isComplete());
                Code code = calls.present(card, MUSEUM).get();
                Verdict verdict = gate.verify(code.getText(), MUSEUM);
                assertEquals(Outcome.ACCEPTED, verdict.getOutcome(), verdict.getReasons().toString());
                assertInstanceOf(Disclosed.Validity.class, verdict.getDisclosed());

                calls.forget(card).get();
                assertTrue(wallet.getCards().getValue().isEmpty());
            }
        }
    }

    @Test
    void anErrorSaysWhatToDoAndWhatToTellTheUser() {
        EsscException refused = assertThrows(EsscException.RejectInput.class, () -> Essc.readOffer("not an offer"));
        assertEquals(ErrorCode.OFFER_REFUSED, refused.getCode());
        assertEquals(ErrorAction.REJECT_INPUT, refused.getAction());
        assertEquals(refused.getCode().text(Language.ZH), refused.text(Language.ZH));
    }

    @Test
    void aFutureThatFailsHoldsTheError() throws Exception {
        try (Sandbox sandbox = new Sandbox(directory)) {
            WalletPorts ports = new WalletPorts(
                new SoftwareKeyStore(), new FileSecretStore(directory.resolve("secrets").toFile()));
            WalletFutures calls = WalletFutures.open(sandbox.walletConfig("wallet"), ports).get();
            try (Wallet wallet = calls.getWallet()) {
                ExecutionException failed = assertThrows(
                    ExecutionException.class, () -> calls.present(new CardId("none"), MUSEUM).get());
                EsscException.RejectInput refused = assertInstanceOf(EsscException.RejectInput.class, failed.getCause());
                assertEquals(ErrorCode.NO_SUCH_CARD, refused.getCode());
                assertTrue(wallet.getCards().getValue().isEmpty());
            }
        }
    }
}
