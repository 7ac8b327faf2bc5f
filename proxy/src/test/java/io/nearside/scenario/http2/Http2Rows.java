package io.nearside.scenario.http2;

import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that check rows, all of a class against one sidecar. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Http2Rows {
  private Http2Table table;

  @BeforeAll
  void start() throws IOException {
    table = new Http2Table();
  }

  @AfterAll
  void stop() throws IOException {
    table.close();
  }

  /** Fails unless client and upstream see what the row says. */
  final void check(Http2Row row) throws IOException {
    table.check(row);
  }
}
