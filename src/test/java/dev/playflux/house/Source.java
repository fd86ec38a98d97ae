package dev.playflux.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
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
    private Parsed parsed;

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

    /** Without resolving a name, so it needs no class path. */
    Parsed parse() {
        if (parsed == null) {
            parse(List.of(this));
        }
        return parsed;
    }

    /** The same for many, at the price of one: starting a compiler takes longer than what it then does. */
    static void parse(List<Source> sources) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, List.of("-proc:none"), null, sources);
        try {
            Iterator<Source> next = sources.iterator();
            for (CompilationUnitTree unit : task.parse()) {
                next.next().parsed = new Parsed(unit, DocTrees.instance(task), isValid(unit.getSourceFile(), problems));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isValid(JavaFileObject file, DiagnosticCollector<JavaFileObject> problems) {
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .noneMatch(problem -> problem.getSource().toUri().equals(file.toUri()));
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
    record Parsed(CompilationUnitTree unit, DocTrees trees, boolean valid) {

        long firstLine(Tree tree) {
            return unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
        }

        long lastLine(Tree tree) {
            return unit.getLineMap().getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
        }
    }
}
