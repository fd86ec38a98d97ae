package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages are a one-way ladder: a package uses those that its line names. Nobody uses the root package. */
class LadderTest {
    private static final Map<String, Set<String>> LADDER = ladder("""
            message    :
            metrics    : message
            codec      : message
            transport  : message metrics
            connection : message metrics codec transport
            action     : message metrics connection
            state      : message metrics codec
            recording  : message metrics codec state
            room       : message metrics codec connection action state recording
            server     : message metrics codec transport connection action state recording room
            client     : message metrics codec transport connection action state
            testing    : message metrics codec transport connection action state recording room server client
            replay     : message metrics codec transport connection state recording room server
            """);

    /** Files and folders that may know Netty: the rest of the library runs without a socket. */
    private static final List<String> NETTY = List.of("transport/", "server/GameServer.java", "server/ServerSpec.java");

    private static final List<String> JACKSON = List.of("codec/", "state/");

    /** Libraries that only some places may use. */
    private static final Map<String, List<String>> CONFINED = Map.of(
            "reactor.netty.", NETTY,
            "io.netty.", NETTY,
            "tools.jackson.", JACKSON,
            "com.fasterxml.jackson.", JACKSON,
            "reactor.test.", List.of("testing/"),
            "picocli.", List.of("replay/"),
            "io.micrometer.", List.of("metrics/Metrics.java", "metrics/MicrometerMetrics.java"));

    @Test
    void everyPackageHasALineInTheLadder() {
        assertThat(Project.mainSources())
                .extracting(Source::packageName)
                .allSatisfy(name -> assertThat(name.isEmpty() || LADDER.containsKey(name))
                        .as("dev.playflux." + name + " has a line in the ladder")
                        .isTrue());
    }

    @Test
    void aPackageKnowsOnlyThoseAboveItSoThatNoCycleExists() {
        List<String> above = new ArrayList<>();
        LADDER.forEach((name, known) -> {
            assertThat(above).as("above " + name).containsAll(known);
            above.add(name);
        });
    }

    @Test
    void noPackageUsesOneThatItMayNotKnow() {
        assertThat(Project.mainSources()).flatMap(LadderTest::forbidden).isEmpty();
    }

    @Test
    void librariesAreUsedOnlyWhereTheyBelong() {
        assertThat(Project.mainSources()).flatMap(LadderTest::misplaced).isEmpty();
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        Source source = new Source(Path.of("src/main/java/dev/playflux/state/Views.java"), """
                package dev.playflux.state;
                import dev.playflux.message.Message;
                import dev.playflux.room.Room;
                import static dev.playflux.Playflux.play;
                import io.netty.buffer.ByteBuf;
                /** See {@link dev.playflux.client.GameClient}. */
                class Views {
                    Object server = dev.playflux.server.GameServer.create().port(dev.playflux.action.Actions.PORT);
                    String words = "dev.playflux.testing.GameTest";
                }
                """);
        assertThat(forbidden(source))
                .containsExactly(
                        "state/Views.java uses dev.playflux.Playflux.play",
                        "state/Views.java uses dev.playflux.action.Actions.PORT",
                        "state/Views.java uses dev.playflux.room.Room",
                        "state/Views.java uses dev.playflux.server.GameServer.create");
        assertThat(misplaced(source)).containsExactly("state/Views.java uses io.netty.buffer.ByteBuf");
    }

    private static List<String> forbidden(Source source) {
        String user = source.packageName();
        return names(source)
                .filter(name -> name.startsWith("dev.playflux."))
                .filter(name -> !user.isEmpty() && !mayUse(user, name.split("\\.")[2]))
                .map(name -> source.place() + " uses " + name)
                .toList();
    }

    private static boolean mayUse(String user, String used) {
        return used.equals(user) || LADDER.getOrDefault(user, Set.of()).contains(used);
    }

    private static List<String> misplaced(Source source) {
        return names(source)
                .filter(name -> CONFINED.entrySet().stream()
                        .filter(library -> name.startsWith(library.getKey()))
                        .anyMatch(library -> library.getValue().stream().noneMatch(source.place()::startsWith)))
                .map(name -> source.place() + " uses " + name)
                .toList();
    }

    /** Every dotted name in the code, imported or written out, but not those in comments and strings. */
    private static Stream<String> names(Source source) {
        Set<String> names = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
                if (isName(tree)) {
                    names.add(tree.toString());
                }
                return super.visitMemberSelect(tree, nothing);
            }
        }.scan(source.parse().unit(), null);
        names.removeIf(name -> names.stream().anyMatch(other -> other.startsWith(name + ".")));
        return names.stream();
    }

    private static boolean isName(Tree tree) {
        return tree instanceof IdentifierTree
                || tree instanceof MemberSelectTree select && isName(select.getExpression());
    }

    private static Map<String, Set<String>> ladder(String table) {
        Map<String, Set<String>> ladder = new LinkedHashMap<>();
        table.lines().map(line -> (line + " ").split(":")).forEach(line -> {
            String known = line[1].strip();
            ladder.put(line[0].strip(), known.isEmpty() ? Set.of() : Set.of(known.split(" ")));
        });
        return ladder;
    }
}
