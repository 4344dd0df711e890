package org.lastgasp.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map that never changes: a change gives another map that shares nearly all its nodes with
 * this one. So a version costs a few hundred bytes, and going back is keeping the old reference. A
 * hash trie (Bagwell, 2001), sixteen ways at each level. For any number of threads.
 */
final class PersistentMap<K, V> {
  private static final int BITS = 4;
  private static final int MASK = (1 << BITS) - 1;

  private final @Nullable Node<K, V> root;

  private sealed interface Node<K, V> {}

  /** A leaf with entries whose hash is the same, one after the other: nearly always one. */
  private static final class Leaf<K, V> implements Node<K, V> {
    final int hash;
    final K key;
    final V value;
    final @Nullable Leaf<K, V> next;

    Leaf(int hash, K key, V value, @Nullable Leaf<K, V> next) {
      this.hash = hash;
      this.key = key;
      this.value = value;
      this.next = next;
    }

    Leaf<K, V> with(Leaf<K, V> added) {
      return new Leaf<>(hash, added.key, added.value, without(added.key));
    }

    @Nullable Leaf<K, V> without(K gone) {
      if (key.equals(gone)) {
        return next;
      }
      Leaf<K, V> rest = next == null ? null : next.without(gone);
      return rest == next ? this : new Leaf<>(hash, key, value, rest);
    }
  }

  /** Sixteen children, one for each value of four bits of the hash; null where there is none. */
  private static final class Branch<K, V> implements Node<K, V> {
    private final @Nullable Node<K, V>[] children;

    private Branch(@Nullable Node<K, V>[] children) {
      this.children = children;
    }

    @SuppressWarnings("unchecked") // an array cannot be made of a generic type
    static <K, V> Branch<K, V> empty() {
      return new Branch<>((Node<K, V>[]) new Node<?, ?>[1 << BITS]);
    }

    @Nullable Node<K, V> child(int path) {
      return children[path & MASK];
    }

    Branch<K, V> with(int path, @Nullable Node<K, V> child) {
      @Nullable Node<K, V>[] changed = children.clone();
      changed[path & MASK] = child;
      return new Branch<>(changed);
    }
  }

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  /** A map with nothing in it. */
  static <K, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  @Nullable V get(K key) {
    int hash = hash(key);
    Node<K, V> node = root;
    for (int path = hash; node instanceof Branch<K, V> branch; path >>>= BITS) {
      node = branch.child(path);
    }
    for (Leaf<K, V> leaf = (Leaf<K, V>) node; leaf != null; leaf = leaf.next) {
      if (leaf.hash == hash && leaf.key.equals(key)) {
        return leaf.value;
      }
    }
    return null;
  }

  /** The same map if it has this value there already. */
  PersistentMap<K, V> with(K key, V value) {
    return value.equals(get(key))
        ? this
        : new PersistentMap<>(with(root, 0, new Leaf<>(hash(key), key, value, null)));
  }

  private static <K, V> Node<K, V> with(@Nullable Node<K, V> node, int shift, Leaf<K, V> added) {
    return switch (node) {
      case null -> added;
      case Leaf<K, V> leaf when leaf.hash == added.hash -> leaf.with(added);
      case Leaf<K, V> leaf -> {
        Branch<K, V> above = Branch.<K, V>empty().with(leaf.hash >>> shift, leaf);
        yield with(above, shift, added);
      }
      case Branch<K, V> branch -> {
        int path = added.hash >>> shift;
        yield branch.with(path, with(branch.child(path), shift + BITS, added));
      }
    };
  }

  /** The same map if the key is not in it. */
  PersistentMap<K, V> without(K key) {
    Node<K, V> left = without(root, 0, hash(key), key);
    return left == root ? this : new PersistentMap<>(left);
  }

  private static <K, V> @Nullable Node<K, V> without(
      @Nullable Node<K, V> node, int shift, int hash, K key) {
    switch (node) {
      case null -> {
        return null;
      }
      case Leaf<K, V> leaf -> {
        return leaf.without(key);
      }
      case Branch<K, V> branch -> {
        Node<K, V> child = branch.child(hash >>> shift);
        Node<K, V> left = without(child, shift + BITS, hash, key);
        return left == child ? branch : branch.with(hash >>> shift, left);
      }
    }
  }

  void forEach(BiConsumer<K, V> action) {
    forEach(root, action);
  }

  private static <K, V> void forEach(@Nullable Node<K, V> node, BiConsumer<K, V> action) {
    switch (node) {
      case null -> {}
      case Leaf<K, V> leaf -> {
        action.accept(leaf.key, leaf.value);
        forEach(leaf.next, action);
      }
      case Branch<K, V> branch -> {
        for (Node<K, V> child : branch.children) {
          forEach(child, action);
        }
      }
    }
  }

  List<V> values() {
    List<V> values = new ArrayList<>();
    forEach((key, value) -> values.add(value));
    return values;
  }

  /** Names that count up differ in few bits: they are spread over all of them. */
  private static int hash(Object key) {
    int hash = key.hashCode() * 0x9E37_79B9;
    return hash ^ (hash >>> 16);
  }
}
