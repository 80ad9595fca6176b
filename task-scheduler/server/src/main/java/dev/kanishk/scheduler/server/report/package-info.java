/** Reports: read from a replica where there is one, kept for a moment, and dated. */
@NullMarked
package dev.kanishk.scheduler.server.report;

import org.jspecify.annotations.NullMarked;
