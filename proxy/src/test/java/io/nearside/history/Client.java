package io.nearside.history;

import io.nearside.history.Operation.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Somebody who reads and writes at random, one request at a time, through all sidecars. */
final class Client implements Runnable {
  private static final List<String> WRITES = List.of("PUT", "POST", "DELETE", "PATCH");
  private static final int HOT = 4;

  private final Fleet fleet;
  private final Plan plan;
  private final BooleanSupplier mayGoOn;
  private final Random random;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Visit> visits = new ArrayList<>();

  /** Per name of a body: the newest version seen. */
  private final Map<String, Long> seen = new HashMap<>();

  private Resource written;
  private Visit writtenThrough;

  /**
   * A client.
   *
   * @param number makes it do other things than the others do
   * @param mayGoOn asked before each operation
   */
  Client(Fleet fleet, Plan plan, int number, BooleanSupplier mayGoOn) {
    this.fleet = fleet;
    this.plan = plan;
    this.mayGoOn = mayGoOn;
    this.random = new Random(plan.seed() * 1_000_003 + number);
    for (int i = 0; i < Plan.SIDECARS; i++) {
      visits.add(new Visit(fleet, i, operations));
    }
  }

  /** What it did. To be asked when it is done. */
  List<Operation> operations() {
    return operations;
  }

  @Override
  public void run() {
    while (mayGoOn.getAsBoolean()) {
      doSomething();
      long think = plan.thinkAtMost().toNanos();
      if (think > 0) {
        LockSupport.parkNanos(random.nextLong(think));
      }
    }
    visits.forEach(Visit::close);
  }

  private void doSomething() {
    int dice = random.nextInt(1000);
    if (dice < 50) {
      write(anyVisit(), anyResource());
    } else if (dice < 58) {
      poke(anyVisit(), random.nextInt(Plan.GROUPS));
    } else if (dice < 60) {
      anyVisit().leave(random.nextBoolean() ? "GET" : "PUT", anyResource());
    } else if (dice < 66) {
      purge(anyVisit(), anyResource());
    } else if (dice < 250 && written != null) {
      read(random.nextInt(3) == 0 ? anyVisit() : writtenThrough, written);
    } else {
      read(anyVisit(), anyResource());
    }
  }

  private void write(Visit visit, Resource resource) {
    visit.write(any(WRITES), resource.path(), List.of(resource));
    written = resource;
    writtenThrough = visit;
  }

  /** A write that purges a whole group, by a tag or by a prefix. */
  private void poke(Visit visit, int group) {
    List<Resource> changed = fleet.backend().group(group);
    visit.write("POST", (random.nextBoolean() ? "/poke/tag/" : "/poke/prefix/") + group, changed);
    written = any(changed);
    writtenThrough = visit;
  }

  /** A purge of what was changed where no sidecar could see it. */
  private void purge(Visit visit, Resource resource) {
    Backend backend = fleet.backend();
    List<Resource> group = backend.group(resource.group());
    List<Resource> alone = List.of(resource);
    String soft = plan.soft() && random.nextBoolean() ? ", \"soft\": true}" : "}";
    String host = "http://" + Resource.HOST;
    switch (random.nextInt(7)) {
      case 0 -> visit.order("{\"hosts\": [\"" + Resource.HOST + "\"]" + soft, backend.resources());
      case 1 -> visit.order("{\"everything\": true" + soft, backend.resources());
      case 2 -> visit.order("{\"tags\": [\"group-" + resource.group() + "\"]" + soft, group);
      case 3 -> {
        String prefix = host + "/group/" + resource.group() + "/**";
        visit.order("{\"prefixes\": [\"" + prefix + "\"]" + soft, group);
      }
      case 4 -> visit.purge(resource);
      default -> visit.order("{\"urls\": [\"" + resource.url() + "\"]" + soft, alone);
    }
    written = resource;
    writtenThrough = visit;
  }

  private void read(Visit visit, Resource resource) {
    String variant = resource.anyVariant(random);
    String name = resource.name(variant);
    Long known = seen.get(name);
    Read read = null;
    int dice = random.nextInt(20);
    if (resource.hasValidator() && known != null && dice < 3) {
      String tag = resource.entityTag(variant, known);
      read = visit.read("GET", resource, variant, "If-None-Match: " + tag);
    } else if (resource.hasValidator() && dice == 3) {
      read = visit.read("HEAD", resource, variant);
    } else if (resource.isLarge() && dice < 2) {
      read = visit.read("GET", resource, variant, "Range: bytes=0-99");
    } else if (dice == 19 && random.nextInt(4) == 0) {
      read = visit.read("GET", resource, variant, "Cache-Control: no-cache");
    } else {
      read = visit.read("GET", resource, variant);
    }
    if (read != null) {
      seen.merge(name, read.version(), Math::max);
    }
  }

  /** Half of what happens happens to a few. */
  private Resource anyResource() {
    List<Resource> all = fleet.backend().resources();
    return all.get(random.nextInt(random.nextBoolean() ? HOT : all.size()));
  }

  private Visit anyVisit() {
    return any(visits);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
