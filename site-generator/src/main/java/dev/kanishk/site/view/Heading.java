package dev.kanishk.site.view;

/**
 * A heading that can be linked to.
 *
 * @param level 2 or 3
 * @param id its anchor
 * @param text its words
 */
public record Heading(int level, String id, String text) {}
