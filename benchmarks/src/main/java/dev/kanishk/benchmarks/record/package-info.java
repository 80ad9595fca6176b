/** Recording a set of results: every JMH suite in forked JVMs, and the showcase. */
@NullMarked
package dev.kanishk.benchmarks.record;

import org.jspecify.annotations.NullMarked;
