package dev.playflux.state;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What tells the records of a list apart: a row that moves within the list stays the same row, and only the order is sent.
 * Without it, a row of a list is its index. No two rows of a list have equal ones, and none is null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Id {}
