package io.nearside.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket that is listened on. One with permissions of its own is bound in
 * a directory that nobody else may enter, and moved from there: at no time could somebody connect
 * whom they keep out.
 */
public final class SocketFile {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int TRIES = 100;

  /** What the name of the hidden directory, and that within, add to the path of ours. */
  public static final int HIDDEN_BYTES = "/.nzzzz/s".length();

  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  private final Path path;
  private final @Nullable Set<PosixFilePermission> permissions;
  private @Nullable Path hidden;
  private @Nullable Object key;

  /**
   * The file at this path.
   *
   * @param mode permissions, octal; null: as the process's mask says
   */
  SocketFile(String path, @Nullable String mode) {
    this.path = Path.of(path);
    this.permissions = mode == null ? null : permissions(Integer.parseInt(mode, 8));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < BITS.length; bit++) {
      if ((mode & 1 << bit) != 0) {
        permissions.add(BITS[bit]);
      }
    }
    return permissions;
  }

  /**
   * The path to bind; a socket that a process left behind is gone then.
   *
   * @throws IOException when something listens there, or it is no socket
   */
  String toBind() throws IOException {
    makeRoom();
    if (permissions == null) {
      return path.toString();
    }
    hidden = hiddenDirectory();
    return socketIn(hidden).toString();
  }

  private void makeRoom() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & TYPE) != SOCKET) {
      throw new IOException("the file there is no socket");
    }
    if (isListenedOn()) {
      throw new IOException("somebody listens there");
    }
    Files.deleteIfExists(path);
  }

  private boolean isListenedOn() throws IOException {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return connection.isOpen();
    } catch (ConnectException refused) {
      return false;
    }
  }

  private Path hiddenDirectory() throws IOException {
    FileAttribute<?> onlyMine =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    for (int i = 0; i < TRIES; i++) {
      // Short, for the path of a socket may not be long.
      int random = ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36);
      Path directory = path.resolveSibling(".n" + Integer.toString(random, 36));
      try {
        return Files.createDirectory(directory, onlyMine);
      } catch (FileAlreadyExistsException taken) {
        // The next one may not be.
      }
    }
    throw new IOException("no name is free for a directory beside it");
  }

  private static Path socketIn(Path directory) {
    return directory.resolve("s");
  }

  /** It is listened on: from now on clients find it. */
  void listening() throws IOException {
    if (hidden != null && permissions != null) {
      Files.setPosixFilePermissions(socketIn(hidden), permissions);
      Files.move(socketIn(hidden), path, StandardCopyOption.ATOMIC_MOVE);
    }
    key = key();
    tidy();
  }

  /** It is not listened on any more: the file goes, unless it is another's by now. */
  void closed() throws IOException {
    tidy();
    if (key != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key.equals(key())) {
      Files.deleteIfExists(path);
    }
  }

  private void tidy() throws IOException {
    if (hidden != null) {
      Files.deleteIfExists(socketIn(hidden));
      Files.deleteIfExists(hidden);
    }
  }

  private @Nullable Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
