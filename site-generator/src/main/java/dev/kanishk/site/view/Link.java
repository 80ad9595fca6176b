package dev.kanishk.site.view;

/**
 * A link.
 *
 * @param url where it leads, relative to the site's first folder
 * @param text its words
 * @param description more about it; may be empty
 */
public record Link(String url, String text, String description) {}
