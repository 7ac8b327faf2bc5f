package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the extension of a path promises of the content: the media types that {@code .css}, {@code
 * .png} and the like stand for.
 *
 * <p>Who lures somebody to {@code /account/x.css} gets the account page from a backend that ignores
 * what follows {@code /account}. It must not be kept because of a rule that was made for style
 * sheets.
 */
public final class ContentKind {
  /*
   * A type ends with a slash where all of its subtypes will do: backends negotiate images, and send
   * image/webp for .jpg. What stands for a file of no known type (application/octet-stream) will do
   * where no page is ever sent as such. HTML and JSON promise little: a page of a user's own is of
   * that kind, too.
   */
  private static final List<String> SCRIPT =
      List.of(
          "text/javascript",
          "application/javascript",
          "application/x-javascript",
          "text/ecmascript",
          "application/ecmascript");

  private static final List<String> UNTYPED =
      List.of("application/octet-stream", "binary/octet-stream");
  private static final List<String> IMAGE =
      List.of("image/", "application/octet-stream", "binary/octet-stream");
  private static final List<String> FONT =
      List.of(
          "font/",
          "application/font",
          "application/x-font",
          "application/vnd.ms-fontobject",
          "application/octet-stream");
  private static final List<String> FILM =
      List.of("video/", "audio/", "application/ogg", "application/mp4", "application/octet-stream");
  private static final List<String> ARCHIVE =
      List.of(
          "application/zip",
          "application/x-zip",
          "application/gzip",
          "application/x-gzip",
          "application/zstd",
          "application/x-bzip",
          "application/x-xz",
          "application/x-tar",
          "application/x-7z",
          "application/x-compressed",
          "application/java-archive",
          "application/vnd.rar",
          "application/x-rar",
          "application/x-brotli",
          "application/x-gtar",
          "application/x-tgz",
          "application/octet-stream",
          "binary/octet-stream");
  private static final List<String> OFFICE =
      List.of(
          "application/msword",
          "application/vnd.",
          "application/rtf",
          "text/rtf",
          "application/octet-stream");
  private static final List<String> PROGRAM =
      List.of("application/x-", "application/vnd.", "application/octet-stream");
  private static final List<String> JSON =
      List.of("application/json", "text/json", "application/octet-stream", "text/plain");

  /** The media types of each extension. */
  private static final Map<String, List<String>> TYPES = types();

  private ContentKind() {}

  private static Map<String, List<String>> types() {
    Map<String, List<String>> types = new HashMap<>();
    put(types, List.of("text/css"), "css");
    put(types, SCRIPT, "js", "mjs", "cjs");
    put(types, JSON, "json", "map", "geojson", "webmanifest");
    put(types, IMAGE, "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "tif", "tiff");
    put(types, IMAGE, "ico", "svg", "svgz", "jxl", "heic", "apng");
    put(types, FONT, "woff", "woff2", "ttf", "otf", "eot");
    put(types, List.of("application/pdf", "application/octet-stream"), "pdf");
    put(types, List.of("text/plain", "application/octet-stream"), "txt", "log");
    put(types, List.of("text/markdown", "text/plain"), "md");
    put(types, List.of("application/xml", "text/xml", "text/xsl"), "xml", "rss", "atom", "xsl");
    put(
        types,
        List.of("text/csv", "application/csv", "text/plain", "application/octet-stream"),
        "csv");
    put(types, List.of("text/vtt", "text/plain"), "vtt");
    put(types, FILM, "mp4", "m4v", "webm", "mov", "ogv", "avi", "mkv");
    put(types, FILM, "mp3", "ogg", "oga", "opus", "wav", "m4a", "flac", "aac", "mid", "midi");
    put(types, List.of("application/wasm", "application/octet-stream"), "wasm");
    put(types, ARCHIVE, "zip", "gz", "tgz", "bz2", "xz", "zst", "br", "tar", "7z", "rar", "jar");
    put(types, OFFICE, "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf");
    put(types, PROGRAM, "exe", "msi", "dmg", "apk", "deb", "rpm", "iso", "swf");
    put(types, UNTYPED, "bin");
    put(types, List.of("text/html", "application/xhtml+xml"), "html", "htm", "xhtml");
    return Map.copyOf(types);
  }

  private static void put(
      Map<String, List<String>> types, List<String> accepted, String... extensions) {
    for (String extension : extensions) {
      types.put(extension, accepted);
    }
  }

  /**
   * Whether a response is of the kind that its path stands for, in every way in which backends may
   * read that path. One that stands for none fits all.
   *
   * @param path normalized, as in {@link ResourceUri}
   */
  static boolean fits(String path, Fields response) {
    List<List<String>> promised = PathReadings.extensions(path).map(TYPES::get).toList();
    if (promised.stream().allMatch(types -> types == null)) {
      return true;
    }
    String type = mediaType(response);
    return type != null
        && promised.stream().allMatch(types -> types == null || isOneOf(types, type));
  }

  /** Whether the paths that this pattern matches are told apart by what they end with. */
  public static boolean isNamedBy(String pattern) {
    String last = pattern.substring(pattern.lastIndexOf('/') + 1);
    int star = last.lastIndexOf('*');
    int dot = last.lastIndexOf('.');
    return star >= 0 && dot > star && TYPES.containsKey(lowerCase(last.substring(dot + 1)));
  }

  private static boolean isOneOf(List<String> types, String type) {
    for (String accepted : types) {
      if (type.equals(accepted)
          || (isOpen(accepted) && !isData(type) && type.startsWith(accepted))) {
        return true;
      }
    }
    // Types of structured syntax: application/geo+json, application/atom+xml.
    return (types.contains("application/json") && type.endsWith("+json"))
        || (types.contains("application/xml")
            && type.endsWith("+xml")
            && !type.equals("application/xhtml+xml"));
  }

  /** A vendor's own JSON is an answer of an application, not a document of its office. */
  private static boolean isData(String type) {
    return type.startsWith("application/") && (type.endsWith("+json") || type.endsWith("+xml"));
  }

  private static boolean isOpen(String accepted) {
    return accepted.endsWith("/")
        || accepted.endsWith(".")
        || accepted.startsWith("application/x-")
        || accepted.equals("application/font");
  }

  private static @Nullable String mediaType(Fields response) {
    List<String> lines = response.all("content-type");
    if (lines.size() != 1) {
      return null;
    }
    String line = lines.get(0);
    int parameters = line.indexOf(';');
    return lowerCase(parameters < 0 ? line : line.substring(0, parameters)).strip();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
