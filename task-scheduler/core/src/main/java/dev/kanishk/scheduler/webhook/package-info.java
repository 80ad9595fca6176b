/**
 * Jobs that call a URL: the request and its signature, which targets are allowed, and what an
 * answer means. How attempts are repeated is {@code dispatch}'s.
 */
@NullMarked
package dev.kanishk.scheduler.webhook;

import org.jspecify.annotations.NullMarked;
