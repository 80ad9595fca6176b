/**
 * Charts as inline SVG, a few kilobytes each, without style or script: colours come from the page's
 * custom properties through {@code chart.css}, so they follow light, dark and print.
 *
 * <p>Horizontal positions are percentages and vertical ones pixels, so a chart takes the width that
 * it gets while its text keeps its size, from 320 px on.
 */
@NullMarked
package dev.kanishk.site.chart;

import org.jspecify.annotations.NullMarked;
