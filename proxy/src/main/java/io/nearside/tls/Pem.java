package io.nearside.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PEM file holds, by labels.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc7468#section-2
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private Pem() {}

  /**
   * One block.
   *
   * @param label e.g. {@code CERTIFICATE}
   * @param text between its two lines
   */
  record Block(String file, String label, String text) {
    byte[] der() throws UnusableFile {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException notBase64) {
        throw new UnusableFile(file, "its " + label + " is not Base64");
      }
    }

    /** Whether it is encrypted in the way from before PKCS#8. */
    boolean isEncrypted() {
      return text.contains("ENCRYPTED");
    }
  }

  static List<Block> read(String file) throws UnusableFile {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      blocks.add(new Block(file, block.group(1), block.group(2)));
    }
    return blocks;
  }

  private static String text(String file) throws UnusableFile {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (InvalidPathException notPath) {
      throw new UnusableFile(file, "not a path");
    } catch (NoSuchFileException missing) {
      throw new UnusableFile(file, "no such file");
    } catch (AccessDeniedException denied) {
      throw new UnusableFile(file, "may not be read by this process");
    } catch (IOException unreadable) {
      boolean directory = Files.isDirectory(Path.of(file));
      throw new UnusableFile(file, directory ? "a directory" : "cannot be read");
    }
  }
}
