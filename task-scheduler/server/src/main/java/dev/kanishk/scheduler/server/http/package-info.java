/** Jobs over HTTP: routes, and how requests, answers and errors are written. */
@NullMarked
package dev.kanishk.scheduler.server.http;

import org.jspecify.annotations.NullMarked;
