// Takes the Kotlin programs out of the repository's documents and writes them as test sources, so that
// what people paste is compiled and run. Maven runs this file as it is:
//
//     java Programs.java jvm|android REPOSITORY OUTPUT
//
// The word after `kotlin` in a block's info string says where it runs (CONTRIBUTING.md); a word that is
// not known fails the build.

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

class Programs {
    /** Compiled and run on the JVM; compiled against Android; read by Gradle, which is not there. */
    static final Set<String> PLACES = Set.of("jvm", "android", "gradle");

    /** Folders in which no document of ours is. */
    static final Set<String> FOREIGN = Set.of(".git", "target", "node_modules", ".venv", ".build");

    /** A block's place and its lines. */
    record Block(String place, String text) {}

    public static void main(String[] arguments) throws IOException {
        String place = arguments[0];
        Path repository = Path.of(arguments[1]);
        Path output = Path.of(arguments[2]);
        Files.createDirectories(output);
        for (String file : output.toFile().list()) Files.delete(output.resolve(file));
        List<String> programs = new ArrayList<>();
        for (Path document : documents(repository)) {
            String path = repository.relativize(document).toString().replace('\\', '/');
            List<Block> blocks = blocks(path, Files.readString(document)).stream()
                .filter(block -> block.place.equals(place)).toList();
            if (blocks.isEmpty()) continue;
            String name = path.replaceAll("[^A-Za-z0-9]+", "_");
            Files.writeString(output.resolve(name + ".kt"), source(name, path, blocks));
            if (blocks.stream().anyMatch(block -> !isDeclaration(block))) {
                programs.add("    \"" + path + "\" to { " + name + "() },");
            }
        }
        Files.writeString(output.resolve("Programs.kt"), String.join("\n",
            "// Made by documents/Programs.java.",
            "package org.essc.documents",
            "",
            "/** What runs, by the document it stands in. */",
            "val programs: Map<String, suspend Setting.() -> Unit> = mapOf(",
            String.join("\n", programs),
            ")",
            ""));
    }

    /** The blocks of a document stand in one function, in their order: a later one may use what an earlier one made. */
    static String source(String name, String path, List<Block> blocks) {
        StringBuilder declared = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (Block block : blocks) {
            (isDeclaration(block) ? declared : body).append(block.text).append("\n");
        }
        String verdict = body.indexOf("val verdict = ") >= 0 ? "    this.verdict = verdict\n" : "";
        String function = body.length() == 0 ? "" : "suspend fun Setting." + name + "() {\n" + body + verdict + "}\n";
        return "// Made by documents/Programs.java from " + path + ".\n"
            + "@file:Suppress(\"UNUSED_VARIABLE\", \"NAME_SHADOWING\")\n"
            + "package org.essc.documents\n\nimport kotlinx.coroutines.*\nimport org.essc.*\n"
            + (blocks.get(0).place.equals("android") ? "import org.essc.android.*\n" : "")
            + "\n" + declared + function;
    }

    static boolean isDeclaration(Block block) {
        return block.text.startsWith("fun ") || block.text.startsWith("suspend fun ");
    }

    /** The Kotlin blocks of a text. */
    static List<Block> blocks(String path, String text) {
        List<Block> found = new ArrayList<>();
        StringBuilder inside = null;
        String place = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number += 1;
            if (inside == null && line.matches("\\s*```+\\s*(kotlin|kt|kts)\\b.*")) {
                if (!line.startsWith("```kotlin")) throw new IllegalArgumentException(path + ":" + number + ": a block begins with ```kotlin at the start of a line");
                String word = line.substring("```kotlin".length()).strip();
                place = word.isEmpty() ? "jvm" : word;
                if (!PLACES.contains(place)) throw new IllegalArgumentException(path + ":" + number + ": no test knows what to do with “" + word + "”: CONTRIBUTING.md names the words");
                inside = new StringBuilder();
            } else if (inside != null && line.startsWith("```")) {
                found.add(new Block(place, inside.toString()));
                inside = null;
            } else if (inside != null) {
                inside.append(line).append("\n");
            }
        }
        if (inside != null) throw new IllegalArgumentException(path + ": a block that doesn't end");
        return found;
    }

    static Set<Path> documents(Path repository) throws IOException {
        Set<Path> found = new TreeSet<>();
        Files.walkFileTree(repository, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return FOREIGN.contains(String.valueOf(folder.getFileName())) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
