package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blocking belongs to methods that say so by ending in {@code Now}; the rest of this list belongs nowhere. */
class NoBlockTest {
    private static final Set<String> BLOCKING = Set.of("block", "blockOptional", "blockFirst", "blockLast");
    private static final Set<String> UNWANTED =
            Set.of("System.out", "System.err", "printStackTrace", "onErrorContinue", "busyLooping", "retry");

    @Test
    void theLibraryNeitherBlocksNorPrintsNorHidesErrors() {
        assertThat(Project.mainSources()).flatMap(NoBlockTest::unwanted).isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        Source source = new Source(Path.of("src/main/java/dev/playflux/server/Servers.java"), """
                class Servers {
                    Server bindNow() { return bind().block(); }
                    Server bind() { return flux.onErrorContinue(ignore).blockFirst(); }
                    Mono<Server> later() { return mono.map(Mono::block).retry(); }
                    void print() { System.out.println("block()"); }
                }
                """);
        assertThat(unwanted(source))
                .containsExactly(
                        "server/Servers.java uses blockFirst in bind",
                        "server/Servers.java uses onErrorContinue in bind",
                        "server/Servers.java uses retry in later",
                        "server/Servers.java uses block in later",
                        "server/Servers.java uses System.out in print");
    }

    private static List<String> unwanted(Source source) {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, String>() {
            @Override
            public Void visitMethod(MethodTree method, String outer) {
                return super.visitMethod(method, method.getName().toString());
            }

            @Override
            public Void visitMemberSelect(MemberSelectTree tree, String method) {
                String name = tree.getIdentifier().toString();
                String owner = tree.getExpression().toString();
                if (BLOCKING.contains(name) && !method.endsWith("Now")) {
                    found.add(source.place() + " uses " + name + " in " + method);
                } else if (UNWANTED.contains(name)) {
                    found.add(source.place() + " uses " + name + " in " + method);
                } else if (UNWANTED.contains(owner + "." + name)) {
                    found.add(source.place() + " uses " + owner + "." + name + " in " + method);
                }
                return super.visitMemberSelect(tree, method);
            }

            @Override
            public Void visitMemberReference(MemberReferenceTree tree, String method) {
                String name = tree.getName().toString();
                if (UNWANTED.contains(name) || BLOCKING.contains(name) && !method.endsWith("Now")) {
                    found.add(source.place() + " uses " + name + " in " + method);
                }
                return super.visitMemberReference(tree, method);
            }
        }.scan(source.parse().unit(), "a field");
        return found;
    }
}
