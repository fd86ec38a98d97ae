package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/**
 * Whatever a user can see says what it is. Javadoc's own check would want a tag for every parameter and result besides,
 * and sentences that repeat a name.
 */
class DocumentedTest {

    @Test
    void everythingPublicHasAComment() {
        List<String> missing = new ArrayList<>();
        for (Source source : Project.mainTypes()) {
            missing.addAll(missing(source));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void whatHasNoneIsFound() {
        String text = """
                /** A room. */
                public interface Room {
                    int size();
                    /** Closes it. */
                    void close();
                    @Override String toString();
                    record Seat(int number) {}
                }
                """;
        assertThat(missing(new Source(Path.of("Room.java"), text)))
                .containsExactly("Room.java: size", "Room.java: Seat");
    }

    private static List<String> missing(Source source) {
        Source.Parsed parsed = source.parse();
        Scan scan = new Scan(source, parsed.trees());
        scan.scan(parsed.unit(), null);
        return scan.missing;
    }

    /** Goes into what is public, and nowhere else. */
    private static final class Scan extends TreePathScanner<Void, Void> {
        private final List<String> missing = new ArrayList<>();
        private final Source source;
        private final DocTrees docs;

        Scan(Source source, DocTrees docs) {
            this.source = source;
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (open(type.getModifiers())) {
                check(type.getSimpleName().toString());
                super.visitClass(type, none);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            boolean inherited = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (open(method.getModifiers()) && !inherited) {
                check(method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void none) {
            if (open(field.getModifiers())) {
                check(field.getName().toString());
            }
            return null;
        }

        private boolean open(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || (parent.getLeaf().getKind() == Tree.Kind.INTERFACE
                            && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private void check(String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                missing.add(source.path() + ": " + name);
            }
        }
    }
}
