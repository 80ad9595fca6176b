package dev.kanishk.site.view;

/**
 * A system at a glance.
 *
 * @param url its page
 * @param title its name
 * @param description what it is
 * @param figure its headline figure; empty where none was measured
 * @param label what the figure says
 * @param date when it was measured
 */
public record SystemView(
        String url, String title, String description, String figure, String label, String date) {}
