package dev.kanishk.benchmarks.result;

/**
 * A histogram that lies beside a result.
 *
 * @param name the name pages use after the system's name: lower case, digits and hyphens
 * @param label what was recorded
 * @param file the name of the HdrHistogram log, in the folder of the result
 * @param unit the unit of the recorded values
 */
public record Distribution(String name, String label, String file, String unit) {}
