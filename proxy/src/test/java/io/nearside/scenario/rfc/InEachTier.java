package io.nearside.scenario.rfc;

import io.nearside.testing.BufferLeaks;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs once for each {@link Tier}, which its constructor takes, over each {@link
 * io.nearside.testing.Wire}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith({SharedRedis.class, EachTier.class, BufferLeaks.class})
@interface InEachTier {}
