package dev.kanishk.site.results;

/**
 * One promise that a showcase put to the test.
 *
 * @param name the name pages use
 * @param label the promise, in words
 * @param passed whether it held
 * @param detail what was compared, with the values seen
 */
public record Check(String name, String label, boolean passed, String detail) {}
