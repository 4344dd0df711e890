package org.lastgasp.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map that never changes: a change gives another map that shares nearly all its nodes with
 * this one. So a version costs a few hundred bytes, and going back is keeping the old reference. A
 * hash array mapped trie (Bagwell, 2001), 32 ways at each level. For any number of threads.
 */
final class PersistentMap<K, V> {
  private static final int BITS = 5;

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

  /** The children that are there, in the order of their bits. */
  private static final class Branch<K, V> implements Node<K, V> {
    final int present;
    final Node<K, V>[] children;

    Branch(int present, Node<K, V>[] children) {
      this.present = present;
      this.children = children;
    }

    private int place(int bit) {
      return Integer.bitCount(present & (bit - 1));
    }

    @Nullable Node<K, V> child(int path) {
      int bit = 1 << path;
      return (present & bit) == 0 ? null : children[place(bit)];
    }

    @Nullable Node<K, V> with(int path, @Nullable Node<K, V> child) {
      int bit = 1 << path;
      boolean there = (present & bit) != 0;
      int place = place(bit);
      int after = child == null ? present & ~bit : present | bit;
      if (after == 0) {
        return null;
      }
      Node<K, V>[] changed = nodes(Integer.bitCount(after));
      System.arraycopy(children, 0, changed, 0, place);
      int from = place + (there ? 1 : 0);
      int to = place + (child == null ? 0 : 1);
      System.arraycopy(children, from, changed, to, children.length - from);
      if (child != null) {
        changed[place] = child;
      }
      return new Branch<>(after, changed);
    }
  }

  @SuppressWarnings("unchecked") // an array cannot be made of a generic type
  private static <K, V> Node<K, V>[] nodes(int length) {
    return (Node<K, V>[]) new Node<?, ?>[length];
  }

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  /** A map with nothing in it. */
  static <K, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  boolean isEmpty() {
    return root == null;
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
      case Leaf<K, V> leaf -> with(above(shift, leaf), shift, added);
      case Branch<K, V> branch -> {
        int path = added.hash >>> shift;
        Node<K, V> changed = with(branch.child(path), shift + BITS, added);
        yield branch.with(path, changed);
      }
    };
  }

  private static <K, V> Branch<K, V> above(int shift, Leaf<K, V> leaf) {
    Node<K, V>[] only = nodes(1);
    only[0] = leaf;
    return new Branch<>(1 << (leaf.hash >>> shift), only);
  }

  /** The same map if the key is not in it. */
  PersistentMap<K, V> without(K key) {
    Node<K, V> left = without(root, 0, hash(key), key);
    return left == root ? this : new PersistentMap<>(left);
  }

  private static <K, V> @Nullable Node<K, V> without(
      @Nullable Node<K, V> node, int shift, int hash, K key) {
    return switch (node) {
      case null -> null;
      case Leaf<K, V> leaf -> leaf.without(key);
      case Branch<K, V> branch -> {
        Node<K, V> child = branch.child(hash >>> shift);
        Node<K, V> left = without(child, shift + BITS, hash, key);
        yield left == child ? branch : branch.with(hash >>> shift, left);
      }
    };
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
