package dev.kanishk.collections.vector;

/**
 * The least and the greatest element.
 *
 * @param min the least
 * @param max the greatest
 */
public record $Kind$MinMax($type$ min, $type$ max) {}
