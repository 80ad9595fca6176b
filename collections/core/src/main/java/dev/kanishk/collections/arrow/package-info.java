/**
 * Vectors handed to and from other libraries in the process through Arrow's C data interface,
 * without a copy.
 *
 * <p>An {@code ArrowExchange} a kind, from one template, fills the two C structs from a vector or
 * makes a vector of them; what belongs to all kinds, the structs and who releases what, is beside
 * it. Arrow's files, streams and nested types are not here. Everything needs native access.
 *
 * @see <a href="https://arrow.apache.org/docs/format/CDataInterface.html">The Arrow C data
 *     interface</a>
 */
@NullMarked
package dev.kanishk.collections.arrow;

import org.jspecify.annotations.NullMarked;
