package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/MIGRATING.md has every name of the two libraries on its left, and code on the right, which {@link SnippetsTest} compiles. */
class MigratingTest {
    private static final Pattern PAIR = Pattern.compile(
            "(?s)<table><tr><th>(\\w+)</th><th>Playflux</th></tr><tr><td>\n\n```python\n(.*?)```\n\n</td><td>\n\n"
                    + "```java\n(.*?)```\n\n</td></tr></table>\n");
    private static final Pattern FALLS_AWAY = Pattern.compile("(?m)^\\| (`[^|]+`) \\| [^|]+ \\|$");

    /** Classes, methods, callbacks, attributes and constants, as they stand where they are used. */
    private static final List<String> REPOD = names("""
            class GameServer(Server)
            channel_class
            GameServer(host=
            server.address
            server.host
            server.port
            server.channels
            .launch()
            server.start_background()
            await server.start()
            await server.run()
            await server.stop()
            server.send_to_all(
            on_connect(self, channel, addr)
            on_disconnect(self, channel)
            class GameChannel(Channel)
            channel.addr
            channel.is_connected
            channel.server
            channel.send(
            on_connect(self)
            on_close(self)
            on_error(self, error)
            network_received(self, data)
            Network_chat(self, data)
            class GameClient(ConnectionListener)
            client.connect(
            client.connection
            client.pump()
            client.send(
            Network_connected(self, data)
            Network_disconnected(self, data)
            Network_error(self, data)
            Network_socketConnect
            Client("localhost", 5071)
            client.start_background()
            client.address
            client.close()
            encode(
            decode(
            read_message(
            configure_logging
            DEFAULT_HOST
            DEFAULT_PORT
            HEADER_SIZE
            HEADER_FORMAT
            READ_BUFFER_SIZE
            """);

    private static final List<String> PYGASE = names("""
            Backend(
            initial_game_state=
            time_step_function=
            event_handlers=
            backend.run(
            backend.shutdown()
            backend.game_state_store
            backend.game_state_machine
            backend.server
            GameState(
            time_order
            game_status
            is_paused()
            GameStatus.get(
            GameStateStore(
            get_game_state()
            get_update_cache()
            push_update(
            GameStateUpdate(
            TO_DELETE
            GameStateMachine(
            machine.time_step
            machine.register_event_handler(
            machine.run_game_loop(interval=
            machine.run_game_loop_in_thread(interval=
            machine.stop(timeout=
            machine.game_time
            Server(game_state_store)
            server.run(
            event_wire=
            server.run_in_thread(
            daemon=
            server.shutdown()
            server.connections
            server.host_client
            server.hostname
            server.port
            server.dispatch_event(
            target_client=
            retries=
            ack_callback=
            server.register_event_handler(
            Client()
            client.connect(
            client.connect_in_thread(
            client.disconnect()
            shutdown_server=
            client.access_game_state()
            client.wait_until(
            client.try_to(
            client.dispatch_event(
            client.register_event_handler(
            client.connection.status
            client.connection.latency
            client.connection.quality
            client.connection.remote_address
            ConnectionStatus.get(
            get_available_ip_addresses()
            Sendable
            Comparable
            NamedEnum
            Sqn
            LockedRessource
            Event
            EventType
            UniversalEventHandler
            Package
            ClientPackage
            ServerPackage
            ProtocolIDMismatchError
            DuplicateSequenceError
            ClientConnection
            ServerConnection
            """);

    private final String page = Project.read(Path.of("docs/MIGRATING.md"));

    @Test
    void everyNameOfRepodIsThere() {
        assertThat(missing(REPOD, page, "repod")).isEmpty();
    }

    @Test
    void everyNameOfPyGaSeIsThere() {
        assertThat(missing(PYGASE, page, "PyGaSe")).isEmpty();
    }

    @Test
    void whatIsOnTheLeftHasCodeOnTheRight() {
        assertThat(PAIR.matcher(page).results())
                .hasSize(page.split("```python\n", -1).length - 1)
                .extracting(pair -> pair.group(3))
                .noneMatch(String::isBlank);
        assertThat(Snippet.ofMarkdown("docs/MIGRATING.md", page))
                .as("what is compiled")
                .hasSize((int) PAIR.matcher(page).results().count());
    }

    @Test
    void theCheckFindsWhatItLooksFor() {
        String pair = """
                ## From one

                <table><tr><th>one</th><th>Playflux</th></tr><tr><td>

                ```python
                server.stop(timeout=1)
                ```

                </td><td>

                ```java
                server.disposeNow(); // or server.launch()
                ```

                </td></tr></table>

                | `Old`, `Older` | gone |
                """;
        List<String> names = List.of("server.stop(", "timeout=", "Old", "Ol", "Older", "top(", "server.launch()");
        assertThat(missing(names, pair, "one")).containsExactly("Ol", "top(", "server.launch()");
        assertThat(missing(names, pair, "another")).contains("server.stop(");
    }

    private static List<String> names(String lines) {
        return lines.lines().toList();
    }

    /** Those that stand neither in the code of the library nor in the table of what falls away under its heading. */
    private static List<String> missing(List<String> names, String page, String library) {
        String left = PAIR.matcher(page)
                .results()
                .filter(pair -> pair.group(1).equals(library))
                .map(pair -> pair.group(2))
                .collect(Collectors.joining());
        String gone = Stream.of(page.split("(?m)^(?=## )"))
                .filter(part -> part.startsWith("## From " + library + "\n"))
                .flatMap(part -> FALLS_AWAY.matcher(part).results())
                .map((MatchResult row) -> row.group(1))
                .collect(Collectors.joining());
        return names.stream()
                .filter(name -> !stands(name, left) && !gone.contains("`" + name + "`"))
                .toList();
    }

    /** As a whole word: {@code stop} is not in {@code stopped}, nor {@code top} in {@code stop}. */
    private static boolean stands(String name, String code) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?:(?<!\\w)|(?!\\w))")
                .matcher(code)
                .find();
    }
}
