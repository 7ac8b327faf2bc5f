package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListMembersTest {

  @Test
  void membersComeWithoutSpacesAndEmptyOnes() {
    assertThat(ListMembers.of("a,b c ,\t, d\t,")).containsExactly("a", "b c", "d");
    assertThat(ListMembers.of("")).isEmpty();
    assertThat(ListMembers.of(" , ")).isEmpty();
  }

  @Test
  void linesAreOneList() {
    assertThat(ListMembers.of(List.of("a, b", "", "c"))).containsExactly("a", "b", "c");
    assertThat(ListMembers.of(List.of("a, b"))).containsExactly("a", "b");
    assertThat(ListMembers.of(List.of())).isEmpty();
  }
}
