/** Order flow as files: reading it, replaying it, writing what it led to. */
@NullMarked
package dev.kanishk.matching.flow;

import org.jspecify.annotations.NullMarked;
