package org.essc.java8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.essc.Clock;
import org.essc.Configurations;
import org.essc.FileSecretStore;
import org.essc.Hardware;
import org.essc.Language;
import org.essc.Monotonic;
import org.essc.Outcome;
import org.essc.PinnedRoot;
import org.essc.WalletPorts;
import org.essc.PublicKey;
import org.essc.Region;
import org.essc.Remember;
import org.essc.SoftwareKeyStore;
import org.essc.UrlConnectionHttpClient;
import org.essc.Verdict;
import org.essc.Verifier;
import org.essc.VerifierConfig;
import org.essc.VerifierFutures;
import org.essc.Wallet;
import org.essc.WalletCondition;
import org.essc.WalletConfig;
import org.essc.WalletFutures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, to a program that was compiled for Java 8. */
class Java8Test {
    private static final Path VECTORS = Paths.get(System.getProperty("essc.vectors"));

    @TempDir
    Path directory;

    @Test
    void aWalletOpensAndIsEmpty() throws Exception {
        WalletConfig config = new WalletConfig(
            directory.resolve("wallet").toFile(), "https://card.example/trust-list", roots(vector()), false, Hardware.ANY, Language.EN);
        WalletPorts ports = new WalletPorts(
            new SoftwareKeyStore(), new FileSecretStore(directory.resolve("secrets").toFile()), null, new UrlConnectionHttpClient());
        try (Wallet wallet = WalletFutures.open(config, ports).get().getWallet()) {
            assertEquals(WalletCondition.Ready.INSTANCE, wallet.getCondition());
            assertTrue(wallet.getCards().getValue().isEmpty());
        }
    }

    @Test
    void aGateTakesItsListsInAndJudgesACode() throws Exception {
        JsonObject vector = vector();
        Region venue = new Region(vector.get("venue_region").getAsString());
        VerifierConfig config = Configurations.verifierConfig(directory.resolve("gate").toFile(), venue, roots(vector));
        assertEquals(Remember.COOL_DOWNS, config.getRemember());
        Instant now = Instant.ofEpochSecond(vector.get("now").getAsLong());
        VerifierFutures gate = VerifierFutures.open(config, new StandingClock(now)).get();
        try (Verifier verifier = gate.getVerifier()) {
            assertTrue(gate.importBundle(bundle(vector).toString().getBytes(StandardCharsets.UTF_8)).get().isComplete());
            int scene = Integer.parseInt(vector.get("scene").getAsString());
            Verdict verdict = verifier.verifyAsOf(vector.get("text").getAsString(), scene, now);
            assertEquals(Outcome.ACCEPTED, verdict.getOutcome(), verdict.getReasons().toString());
        }
    }

    @Test
    void everyClassOfTheJarIsOneThatJava8Loads() throws IOException {
        // The same folder or jar that this test runs against.
        URL library = Wallet.class.getProtectionDomain().getCodeSource().getLocation();
        File file = new File(library.getPath());
        assertTrue(file.isFile() && file.getName().endsWith(".jar"), "the tests run against the jar: " + file);
        int classes = 0;
        try (java.util.jar.JarFile jar = new java.util.jar.JarFile(file)) {
            for (java.util.jar.JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.getName().endsWith(".class")) continue;
                try (InputStream bytes = jar.getInputStream(entry)) {
                    DataInputStream head = new DataInputStream(bytes);
                    assertEquals(0xCAFEBABE, head.readInt(), entry.getName());
                    head.readUnsignedShort();
                    assertTrue(head.readUnsignedShort() <= JAVA_8, entry.getName());
                }
                classes += 1;
            }
        }
        assertTrue(classes > 0, "no class in " + file);
    }

    /** The version of class files, JVM Specification §4.1. */
    private static final int JAVA_8 = 52;

    private static JsonObject vector() throws IOException {
        return JsonParser.parseString(text(VECTORS.resolve("accept/validity-at-a-museum.json"))).getAsJsonObject();
    }

    private static List<PinnedRoot> roots(JsonObject vector) {
        String root = vector.getAsJsonObject("lists").get("root").toString();
        return Collections.singletonList(new PinnedRoot(new PublicKey(root), 1));
    }

    private static JsonObject bundle(JsonObject vector) throws IOException {
        JsonObject names = vector.getAsJsonObject("lists");
        JsonObject bundle = new JsonObject();
        bundle.addProperty("trust", list(names.get("trust")));
        bundle.add("roots", new JsonArray());
        for (String part : new String[] {"status", "catalogues"}) {
            JsonArray texts = new JsonArray();
            for (JsonElement name : names.getAsJsonArray(part)) texts.add(list(name));
            bundle.add(part, texts);
        }
        return bundle;
    }

    private static String list(JsonElement name) throws IOException {
        return text(VECTORS.resolve("lists").resolve(name.getAsString()));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static final class StandingClock implements Clock {
        private final Instant now;

        StandingClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Monotonic monotonic() {
            return new Monotonic(1, Duration.ZERO);
        }
    }
}
