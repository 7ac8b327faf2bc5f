package io.nearside.scenario.rfc;

import io.nearside.testing.EachWire;
import io.nearside.testing.Wire;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a class over HTTP/1.1 in each tier, and over the other wires in the near cache: what Redis
 * holds is turned into answers by the same code.
 */
final class EachTier implements ClassTemplateInvocationContextProvider {
  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    return EachWire.wires()
        .flatMap(
            wire -> tiers(wire).map(tier -> EachWire.run(wire, wire + ", " + tier, given(tier))));
  }

  private static Stream<Tier> tiers(Wire wire) {
    return wire == Wire.H1 ? Stream.of(Tier.values()) : Stream.of(Tier.NEAR);
  }

  private static ParameterResolver given(Tier tier) {
    return new ParameterResolver() {
      @Override
      public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Tier.class;
      }

      @Override
      public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return tier;
      }
    };
  }
}
