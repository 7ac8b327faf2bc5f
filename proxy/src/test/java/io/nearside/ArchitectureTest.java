package io.nearside;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, which point down only. */
class ArchitectureTest {
  private static final String ROOT = "io.nearside";
  private static final String HTTP = "io.nearside.http..";
  private static final String CACHING = "io.nearside.caching..";
  private static final String STORE = "io.nearside.store";
  private static final String MEMORY = "io.nearside.store.memory..";
  private static final String REDIS = "io.nearside.store.redis..";
  private static final String EXCHANGE = "io.nearside.exchange..";
  private static final String SERVER = "io.nearside.server..";
  private static final String UPSTREAM = "io.nearside.upstream..";
  private static final String ADMIN = "io.nearside.admin..";
  private static final String WIRE = "io.nearside.wire..";
  private static final String TLS = "io.nearside.tls..";
  private static final String CONFIG = "io.nearside.config..";
  private static final String DEMO = "io.nearside.demo..";

  private static final String[] JDK = {"java..", "org.jspecify.annotations.."};

  private static final JavaClasses NEARSIDE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void httpKnowsOnlyTheJdk() {
    onlyDependOn(HTTP, JDK).check(NEARSIDE);
  }

  @Test
  void cachingKnowsOnlyTheJdkAndHttp() {
    onlyDependOn(CACHING, JDK, HTTP).check(NEARSIDE);
  }

  @Test
  void theDecisionsHaveNoClock() {
    for (String pure : new String[] {HTTP, CACHING}) {
      noClasses()
          .that(resideInAPackage(pure))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class)
          .check(NEARSIDE);
    }
  }

  @Test
  void whatIsKeptKnowsTheDecisionsAndNoNetwork() {
    onlyDependOn(STORE, JDK, CACHING, HTTP, "org.slf4j..").check(NEARSIDE);
  }

  @Test
  void theStoresDoNotKnowEachOtherNorTheRequestsWay() {
    noneDependOn(MEMORY, REDIS, EXCHANGE).check(NEARSIDE);
    noneDependOn(REDIS, MEMORY, EXCHANGE).check(NEARSIDE);
  }

  @Test
  void onlyTheFarStoreKnowsLettuce() {
    onlyIn("io.lettuce..", REDIS).check(NEARSIDE);
  }

  @Test
  void onlyTheNearCacheKnowsCaffeine() {
    onlyIn("com.github.benmanes.caffeine..", MEMORY).check(NEARSIDE);
  }

  @Test
  void onlyTheEdgesKnowNettyChannels() {
    onlyIn("io.netty.channel..", ROOT, SERVER, UPSTREAM, WIRE, TLS, ADMIN, DEMO, REDIS)
        .check(NEARSIDE);
    onlyIn("io.netty.bootstrap..", ROOT, SERVER, UPSTREAM, WIRE, TLS, ADMIN, DEMO, REDIS)
        .check(NEARSIDE);
  }

  @Test
  void theRequestsWayKnowsNeitherSocketsNorRedisNorTheConfiguration() {
    noneDependOn(EXCHANGE, SERVER, UPSTREAM, WIRE, TLS, ADMIN, CONFIG, REDIS, DEMO).check(NEARSIDE);
  }

  @Test
  void theEdgesDoNotKnowEachOther() {
    noneDependOn(SERVER, UPSTREAM, ADMIN, DEMO, REDIS).check(NEARSIDE);
    noneDependOn(UPSTREAM, SERVER, ADMIN, DEMO, REDIS, MEMORY).check(NEARSIDE);
    noneDependOn(WIRE, SERVER, UPSTREAM, ADMIN, DEMO, CACHING, HTTP, REDIS, MEMORY).check(NEARSIDE);
    noneDependOn(TLS, SERVER, UPSTREAM, ADMIN, EXCHANGE, STORE, CACHING, HTTP).check(NEARSIDE);
    noneDependOn(ADMIN, SERVER, UPSTREAM, DEMO, REDIS, MEMORY).check(NEARSIDE);
    noneDependOn(DEMO, SERVER, UPSTREAM, ADMIN, EXCHANGE, STORE, REDIS, MEMORY).check(NEARSIDE);
  }

  @Test
  void nobodyButTheRootKnowsTheConfiguration() {
    noClasses()
        .that(not(resideInAnyPackage(ROOT, CONFIG)))
        .should()
        .dependOnClassesThat(resideInAPackage(CONFIG))
        .check(NEARSIDE);
  }

  @Test
  void nobodyDependsOnTheRoot() {
    noClasses()
        .that(not(resideInAPackage(ROOT)))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT))
        .check(NEARSIDE);
  }

  @Test
  void thereAreNoCyclesOfPackages() {
    slices().matching("io.nearside.(**)").should().beFreeOfCycles().check(NEARSIDE);
  }

  @Test
  void everyPackageHasAnArrowHere() {
    Set<String> packages = new TreeSet<>();
    NEARSIDE.forEach(found -> packages.add(found.getPackageName()));

    assertThat(packages)
        .containsExactly(
            ROOT,
            "io.nearside.admin",
            "io.nearside.caching",
            "io.nearside.config",
            "io.nearside.demo",
            "io.nearside.exchange",
            "io.nearside.http",
            "io.nearside.server",
            "io.nearside.store",
            "io.nearside.store.memory",
            "io.nearside.store.redis",
            "io.nearside.tls",
            "io.nearside.upstream",
            "io.nearside.wire");
  }

  @Test
  void aRuleThatIsBrokenIsNoticed() {
    assertThatThrownBy(() -> onlyDependOn(ADMIN, JDK).check(NEARSIDE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.netty");
  }

  private static ArchRule onlyDependOn(String from, String[] jdk, String... others) {
    String[] allowed = new String[jdk.length + others.length + 1];
    System.arraycopy(jdk, 0, allowed, 0, jdk.length);
    System.arraycopy(others, 0, allowed, jdk.length, others.length);
    allowed[allowed.length - 1] = from;
    return classes()
        .that(resideInAPackage(from))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed));
  }

  private static ArchRule noneDependOn(String from, String... others) {
    return noClasses()
        .that(resideInAPackage(from))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others));
  }

  private static ArchRule onlyIn(String library, String... packages) {
    return noClasses()
        .that(not(resideInAnyPackage(packages)))
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .allowEmptyShould(true);
  }
}
