/** The command line of matching-engine. */
@NullMarked
package dev.kanishk.matching.server;

import org.jspecify.annotations.NullMarked;
