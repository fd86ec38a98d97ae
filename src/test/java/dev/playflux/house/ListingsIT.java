package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Every listing of the guide to tests runs as it stands there. */
class ListingsIT {
    private static final String GUIDE = "docs/TESTING.md";
    private static final String IMPORTS = Stream.of(
                    "java.time.*",
                    "java.util.*",
                    "reactor.core.publisher.*",
                    "reactor.test.*",
                    "dev.playflux.message.*",
                    "dev.playflux.client.*",
                    "dev.playflux.recording.*",
                    "dev.playflux.room.*",
                    "dev.playflux.testing.*")
            .map(name -> "import " + name + "; ")
            .reduce("", String::concat);

    @TempDir
    Path folder;

    @Test
    void everyListingRuns() throws Exception {
        List<String> names = new ArrayList<>();
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        for (Snippet snippet : Snippet.ofMarkdown(GUIDE, Project.read(Path.of(GUIDE)))) {
            Source source = snippet.wrapped("Listing" + names.size(), IMPORTS);
            String type = source.text().startsWith("package ") ? name(source.text()) : "Listing" + names.size();
            Path file = folder.resolve(type.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.text()).toString());
            names.add(type);
        }
        int failures = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(failures).isZero();
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            int run = 0;
            for (String name : names) {
                run += run(classes.loadClass(name));
            }
            assertThat(run).as("listings that run").isEqualTo(names.size() - 1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    /** The name of the class of a whole file. */
    private static String name(String file) {
        String type = file.replaceAll("(?s).*?\\bclass (\\w+).*", "$1");
        return file.replaceAll("(?s)package (.*?);.*", "$1") + "." + type;
    }

    private static int run(Class<?> listing) throws Exception {
        List<Method> tests = Arrays.stream(listing.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class)
                        || method.getName().equals("snippet"))
                .toList();
        for (Method test : tests) {
            Constructor<?> made = listing.getDeclaredConstructor();
            made.setAccessible(true);
            test.setAccessible(true);
            try {
                test.invoke(made.newInstance());
            } catch (InvocationTargetException thrown) {
                throw new AssertionError(listing.getName() + " of " + GUIDE, thrown.getCause());
            }
        }
        return tests.isEmpty() ? 0 : 1;
    }
}
