package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BufferLeaksTest {
  private final BufferLeaks leaks = new BufferLeaks();

  @BeforeAll
  static void detect() {
    new BufferLeaks().beforeAll(null);
    printReports(false);
  }

  @AfterAll
  static void printAgain() {
    printReports(true);
  }

  private static void printReports(boolean print) {
    ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).setAdditive(print);
  }

  @Test
  void aClassThatLeaksABufferFailsAndTheNextOneDoesNot() {
    leakOneBuffer();

    assertThatThrownBy(() -> leaks.afterAll(null))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("LEAK: ByteBuf.release() was not called")
        .hasMessageContaining("BufferLeaksTest.leakOneBuffer");
    assertThatCode(() -> leaks.afterAll(null)).doesNotThrowAnyException();
  }

  @Test
  void whatLeakedBeforeAClassIsNotItsOwnFault() {
    leakAnotherBuffer();

    assertThatThrownBy(() -> leaks.beforeAll(null))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("before this class began");
    assertThat(BufferLeaks.drain()).isEmpty();
  }

  @Test
  void aReleasedBufferIsNoLeak() {
    ByteBufAllocator.DEFAULT.directBuffer(64).release();

    assertThat(BufferLeaks.drain()).isEmpty();
  }

  private static void leakOneBuffer() {
    ByteBufAllocator.DEFAULT.directBuffer(64).writeLong(1);
  }

  private static void leakAnotherBuffer() {
    ByteBufAllocator.DEFAULT.heapBuffer(64).writeLong(2);
  }
}
