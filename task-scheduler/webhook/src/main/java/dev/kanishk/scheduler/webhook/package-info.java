/**
 * Jobs that call a URL: the request and its signature, which targets are allowed, and what an
 * answer means. How attempts are repeated and hosts kept apart is {@code dispatch}'s.
 */
@NullMarked
package dev.kanishk.scheduler.webhook;

import org.jspecify.annotations.NullMarked;
