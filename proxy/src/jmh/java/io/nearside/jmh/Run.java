package io.nearside.jmh;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks. Leaves {@code jmh.json} and {@code jmh.md}, a table, in a directory. */
public final class Run {
  private static final String BYTES = "gc.alloc.rate.norm";

  private Run() {}

  /** The directory, then JMH's own arguments. */
  public static void main(String[] args)
      throws IOException, CommandLineOptionException, RunnerException {
    Path directory = Path.of(args[0]);
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length)))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC")
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(directory.resolve("jmh.json").toString())
            .build();
    write(directory.resolve("jmh.md"), new Runner(options).run());
  }

  private static void write(Path file, Collection<RunResult> results) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println("| piece | ns | +- (99.9%) | bytes allocated |");
      out.println("|---|---:|---:|---:|");
      for (RunResult result : results) {
        out.println(line(result));
      }
    }
  }

  private static String line(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    Result<?> bytes = result.getSecondaryResults().get(BYTES);
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %s |",
        name(result.getParams()),
        time.getScore(),
        time.getScoreError(),
        bytes == null ? "" : String.format(Locale.ROOT, "%.0f", bytes.getScore()));
  }

  private static String name(BenchmarkParams params) {
    String full = params.getBenchmark();
    String piece = full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
    return params.getParamsKeys().stream()
        .map(key -> ", " + key + " " + params.getParam(key))
        .collect(Collectors.joining("", piece.replace("Benchmark.", ": "), ""));
  }
}
