package io.nearside.store.redis;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who owns the slots of a cluster, as it was once seen. Not changed once it is made. */
final class SlotOwners {
  static final SlotOwners UNKNOWN =
      new SlotOwners(Map.of(), new @Nullable FarNode[SlotHash.SLOT_COUNT]);

  private final Map<String, FarNode> byAddress;
  private final @Nullable FarNode[] bySlot;

  private SlotOwners(Map<String, FarNode> byAddress, @Nullable FarNode[] bySlot) {
    this.byAddress = byAddress;
    this.bySlot = bySlot;
  }

  /**
   * The owners as the nodes of a cluster tell.
   *
   * @param made makes a node that was not there before
   */
  SlotOwners next(Iterable<RedisClusterNode> members, Function<RedisClusterNode, FarNode> made) {
    Map<String, FarNode> addresses = new LinkedHashMap<>();
    @Nullable FarNode[] slots = new @Nullable FarNode[SlotHash.SLOT_COUNT];
    for (RedisClusterNode member : members) {
      // Not every owner counts as failed by all: one that is gone is found out by its breaker.
      if (!member.getSlots().isEmpty()) {
        FarNode known = byAddress.get(address(member));
        FarNode owner = known != null ? known : made.apply(member);
        addresses.put(owner.address(), owner);
        member.getSlots().forEach(slot -> slots[slot] = owner);
      }
    }
    return new SlotOwners(addresses, slots);
  }

  static String address(RedisClusterNode member) {
    return member.getUri().getHost() + ":" + member.getUri().getPort();
  }

  @Nullable FarNode of(byte[] name) {
    return bySlot[SlotHash.getSlot(name)];
  }

  @Nullable FarNode at(String address) {
    return byAddress.get(address);
  }

  Map<String, FarNode> nodes() {
    return byAddress;
  }

  /** Whether every slot has an owner that answers. */
  boolean isWhole() {
    return Arrays.stream(bySlot).allMatch(owner -> owner != null)
        && byAddress.values().stream().allMatch(owner -> owner.isAvailable(FarLoops.NONE));
  }
}
