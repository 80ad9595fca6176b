/**
 * Recording a set of results: every JMH suite in forked JVMs, what runs outside the JVM beside it,
 * and the showcase. The benchmarks themselves live in packages of their own.
 */
@NullMarked
package dev.kanishk.benchmarks.record;

import org.jspecify.annotations.NullMarked;
