package dev.playflux.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Pattern;

/** Names the action of a message type. Without it the name is the type's own, its first letter in lower case. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Action {

    /** The name: a letter or {@code _}, then up to 63 of letters, digits and {@code _ . : -}. */
    String value();

    /** The names of actions. */
    final class Names {
        private static final Pattern LEGAL = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,63}");
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
            return LEGAL.matcher(action).matches();
        }

        /**
         * The name itself, if an application may use it.
         *
         * @throws IllegalArgumentException if not
         */
        public static String checked(String action) {
            if (!legal(action)) {
                throw new IllegalArgumentException("an action is a letter or '_', then at most 63 of letters, digits and"
                        + " '_.:-', was '" + action + "'; name it with @Action or a string");
            }
            return action;
        }

        private static String decapitalised(String name) {
            return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
        }
    }
}
