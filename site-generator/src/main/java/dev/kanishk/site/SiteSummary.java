package dev.kanishk.site;

/**
 * How much was written.
 *
 * @param pages HTML pages
 * @param files all files
 * @param bytes their size
 */
public record SiteSummary(int pages, int files, long bytes) {}
