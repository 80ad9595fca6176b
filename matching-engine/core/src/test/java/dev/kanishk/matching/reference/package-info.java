/**
 * A slow, obvious reading of the rules of matching, and the tests that hold the books to it.
 * Nothing here is fast, and nothing here knows how the books do it.
 */
@NullMarked
package dev.kanishk.matching.reference;

import org.jspecify.annotations.NullMarked;
