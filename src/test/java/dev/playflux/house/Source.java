package dev.playflux.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One Java source: a file of the project, or text that a test made up. */
final class Source extends SimpleJavaFileObject {
    private final String path;
    private final String text;

    Source(Path path, String text) {
        super(URI.create("source:///" + path.toString().replace('\\', '/')), Kind.SOURCE);
        this.path = path.toString().replace('\\', '/');
        this.text = text;
    }

    String path() {
        return path;
    }

    String text() {
        return text;
    }

    /** The path below the root package, such as {@code room/Game.java}. */
    String place() {
        return path.replaceFirst(".*dev/playflux/", "");
    }

    /** The package below the root package, such as {@code room}; empty for the root itself. */
    String packageName() {
        return place().replaceFirst("/?[^/]*$", "").replace('/', '.');
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }

    /** Parses without resolving a name, so it needs no class path. */
    Parsed parse() {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, List.of("-proc:none"), null, List.of(this));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            boolean valid =
                    problems.getDiagnostics().stream().noneMatch(problem -> problem.getKind() == Diagnostic.Kind.ERROR);
            return new Parsed(unit, Trees.instance(task).getSourcePositions(), valid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    /** A snippet may show a public class in whatever file. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
        return true;
    }

    @Override
    public String toString() {
        return path;
    }

    /** A syntax tree, and where its parts are. */
    record Parsed(CompilationUnitTree unit, SourcePositions positions, boolean valid) {

        long firstLine(Tree tree) {
            return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
        }

        long lastLine(Tree tree) {
            return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
        }
    }
}
