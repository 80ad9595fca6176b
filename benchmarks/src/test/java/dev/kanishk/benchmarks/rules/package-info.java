/** The rules between the modules of the suite, checked on their classes. */
@NullMarked
package dev.kanishk.benchmarks.rules;

import org.jspecify.annotations.NullMarked;
