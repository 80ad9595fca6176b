/** The dashboard: files that a browser is given, without anything that they show. */
@NullMarked
package dev.kanishk.scheduler.server.dashboard;

import org.jspecify.annotations.NullMarked;
