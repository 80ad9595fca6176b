package dev.kanishk.benchmarks.result;

/**
 * One promise that a run put to the test.
 *
 * @param name a name for pages: lower case, digits and hyphens
 * @param label the promise, in words
 * @param passed whether it held
 * @param detail what was compared, with the values seen
 */
public record Check(String name, String label, boolean passed, String detail) {}
