package io.nearside.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.server.ListenerConfig;
import io.nearside.server.SocketFile;
import io.nearside.wire.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code listen}: an address, or a list of addresses and of blocks with one. */
final class ListenersReader {
  private static final Address UNREADABLE = new Address.Inet("0.0.0.0", 0);

  private final Section nearside;
  private final ConfigObject blockDefaults;
  private final Findings findings;
  private final List<Section> blocks = new ArrayList<>();
  private final List<ListenerConfig> listeners = new ArrayList<>();
  private final List<ConfigValue> entries = new ArrayList<>();

  /**
   * A reader.
   *
   * @param blockDefaults of the keys that only a listener's own block has
   */
  ListenersReader(Section nearside, ConfigObject blockDefaults, Findings findings) {
    this.nearside = nearside;
    this.blockDefaults = blockDefaults;
    this.findings = findings;
  }

  List<ListenerConfig> read() {
    ConfigValue listen = nearside.own("listen");
    if (!(listen instanceof ConfigList list)) {
      return List.of(plain(nearside.value("listen", ListenAddress.SYNTAX)));
    }
    // What holds for all is read, and its errors told, though each may have a block of its own.
    ListenerConfig unused = plain(UNREADABLE);
    if (list.isEmpty()) {
      findings.invalid(path(), list, "empty; accepted: at least one address");
      return List.of(unused);
    }
    for (ConfigValue entry : list) {
      listeners.add(listener(entry));
      entries.add(entry);
    }
    return List.copyOf(listeners);
  }

  /** Those of the file in whose place only one address is, with what holds for all. */
  ListenerConfig plain(Address address) {
    return ListenerReader.plain(nearside, address);
  }

  /** The listeners that have a block of their own, as far as they were read. */
  List<Section> blocks() {
    return blocks;
  }

  /** Where a listener stands in the file; null where it does not. */
  @Nullable ConfigValue entry(int index) {
    return index < entries.size() ? entries.get(index) : nearside.own("listen");
  }

  String path(int index) {
    return index < entries.size() ? path() + "[" + index + "]" : path();
  }

  private String path() {
    return nearside.path("listen");
  }

  private ListenerConfig listener(ConfigValue entry) {
    String path = path() + "[" + listeners.size() + "]";
    if (entry.valueType() != ConfigValueType.OBJECT) {
      return plain(address(path, entry));
    }
    List<ConfigObject> below = new ArrayList<>(nearside.layers());
    below.add(blockDefaults);
    Section block = new Section(path, entry, below, findings);
    blocks.add(block);
    Address address = addressOf(block);
    ListenerConfig listener = ListenerReader.block(block, address);
    checkMode(block, listener);
    return listener;
  }

  private Address addressOf(Section block) {
    ConfigValue address = block.own("address");
    if (address == null) {
      String accepted = "missing; accepted: " + ListenAddress.SYNTAX.accepted();
      findings.misplaced(block.path("address"), block.value(), accepted);
      return UNREADABLE;
    }
    return address(block.path("address"), address);
  }

  private Address address(String path, ConfigValue value) {
    try {
      Address address = Section.scalar(value, ListenAddress.SYNTAX, false);
      return address == null ? UNREADABLE : address;
    } catch (NotAccepted refused) {
      findings.invalid(path, value, refused.reason());
      return UNREADABLE;
    }
  }

  private void checkMode(Section block, ListenerConfig listener) {
    ConfigValue mode = block.own("mode");
    if (mode == null || listener.socketMode() == null) {
      return;
    }
    if (!(listener.address() instanceof Address.Unix unix)) {
      findings.invalid(
          block.path("mode"), mode, "only a Unix domain socket has any; accepted: null");
      return;
    }
    String directory = unix.path().substring(0, unix.path().lastIndexOf('/'));
    int bytes = directory.getBytes(StandardCharsets.UTF_8).length + SocketFile.HIDDEN_BYTES;
    if (bytes > ListenAddress.MOST_PATH_BYTES) {
      findings.invalid(
          block.path("mode"),
          mode,
          "the path is too long to set permissions before clients connect; accepted: null, or a"
              + " shorter path");
    }
  }
}
