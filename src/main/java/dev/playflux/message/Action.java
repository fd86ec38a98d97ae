package dev.playflux.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the action of a message type. Without it the name is the type's own, its first letter in lower case. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Action {

    /** The name: a letter or {@code _}, then up to 63 of letters, digits and {@code _ . : -}. */
    String value();

    /** The names of actions. */
    final class Names {
        private static final int LONGEST = 64;
        private static final ClassValue<String> OF = new ClassValue<>() {
            @Override
            protected String computeValue(Class<?> type) {
                Action named = type.getAnnotation(Action.class);
                String simple = type.getSimpleName();
                return checked(named != null ? named.value() : decapitalised(simple));
            }
        };

        private Names() {}

        /**
         * The action of a message type: {@code Steer} is {@code steer}.
         *
         * @throws IllegalArgumentException if the name is none that the protocol allows
         */
        public static String of(Class<?> type) {
            return OF.get(type);
        }

        /** Whether an application may use the name. */
        public static boolean legal(String action) {
            if (action.isEmpty() || action.length() > LONGEST || !letter(action.charAt(0))) {
                return false;
            }
            for (int i = 1; i < action.length(); i++) {
                char c = action.charAt(i);
                if (!letter(c) && (c < '0' || c > '9') && ".:-".indexOf(c) < 0) {
                    return false;
                }
            }
            return true;
        }

        private static boolean letter(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        }

        /**
         * The name itself, if an application may use it.
         *
         * @throws IllegalArgumentException if not
         */
        public static String checked(String action) {
            if (!legal(action)) {
                throw new IllegalArgumentException(
                        "an action is a letter or '_', then at most 63 of letters, digits and" + " '_.:-', was '"
                                + action + "'; name it with @Action or a string");
            }
            return action;
        }

        private static String decapitalised(String name) {
            return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
        }
    }
}
