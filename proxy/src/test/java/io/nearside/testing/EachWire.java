package io.nearside.testing;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a class once for each wire. */
public final class EachWire implements ClassTemplateInvocationContextProvider {
  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    return wires().map(wire -> run(wire, wire.name()));
  }

  /** All of them, or those that the system property {@code nearside.wires} names. */
  public static Stream<Wire> wires() {
    String named = System.getProperty("nearside.wires", "H1 H2C H2");
    return Stream.of(named.split(" ")).map(Wire::valueOf);
  }

  /** A run over this wire, with these extensions. */
  public static ClassTemplateInvocationContext run(Wire wire, String name, Extension... others) {
    return new ClassTemplateInvocationContext() {
      @Override
      public String getDisplayName(int index) {
        return name;
      }

      @Override
      public List<Extension> getAdditionalExtensions() {
        return Stream.concat(Stream.of(new Over(wire)), Stream.of(others)).toList();
      }
    };
  }

  private record Over(Wire wire)
      implements BeforeClassTemplateInvocationCallback, AfterClassTemplateInvocationCallback {
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
      Wire.use(wire);
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
      Wire.use(Wire.H1);
    }
  }
}
