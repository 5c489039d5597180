package dev.waggle.proxy.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class on an engine without a Swarm: its constructor or methods may take the {@link
 * PlainEngine} and the {@link ComposedEdge} of the run.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real")
@ExtendWith(PartsOfTheRun.class)
@interface OnEngine {}
