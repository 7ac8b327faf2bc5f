package io.nearside.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The products of the demo's backend, in memory. */
final class Catalogue {
  static final int MAX_PRODUCTS = 1000;

  private final TreeMap<Long, Product> products = new TreeMap<>();
  private long lastId;

  Catalogue() {
    List.of(
            new Product(0, "Oak table", "furniture", 420),
            new Product(0, "Reading lamp", "lighting", 89.5),
            new Product(0, "Bookshelf", "furniture", 150),
            new Product(0, "Candle", "lighting", 6.25),
            new Product(0, "Wool rug", "textiles", 260))
        .forEach(product -> put(++lastId, product));
  }

  /** The products of this category, or all, ordered by {@code name}, {@code price} or ID. */
  synchronized List<Product> list(@Nullable String category, @Nullable String sort) {
    return products.values().stream()
        .filter(product -> category == null || product.category().equals(category))
        .sorted(order(sort))
        .toList();
  }

  private static Comparator<Product> order(@Nullable String sort) {
    if ("name".equals(sort)) {
      return Comparator.comparing(Product::name);
    }
    return "price".equals(sort)
        ? Comparator.comparingDouble(Product::price)
        : Comparator.comparingLong(Product::id);
  }

  synchronized Optional<Product> find(long id) {
    return Optional.ofNullable(products.get(id));
  }

  /** Adds it under a new ID; empty when the catalogue is full. */
  synchronized Optional<Product> add(Product product) {
    return products.size() < MAX_PRODUCTS ? Optional.of(put(++lastId, product)) : Optional.empty();
  }

  /** Replaces the product with its ID; empty when there is none. */
  synchronized Optional<Product> replace(Product product) {
    return products.containsKey(product.id())
        ? Optional.of(put(product.id(), product))
        : Optional.empty();
  }

  synchronized boolean remove(long id) {
    return products.remove(id) != null;
  }

  private Product put(long id, Product product) {
    Product named = new Product(id, product.name(), product.category(), product.price());
    products.put(id, named);
    return named;
  }
}
