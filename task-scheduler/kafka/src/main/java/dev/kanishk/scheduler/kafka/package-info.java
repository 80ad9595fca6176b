/**
 * The bridge between a store and Kafka: jobs come in from a topic. Both sides promise at least
 * once, and each record has a name by which the second time does no harm. Nothing that Kafka
 * acknowledged, and nothing that the store accepted, is lost with this process.
 */
@NullMarked
package dev.kanishk.scheduler.kafka;

import org.jspecify.annotations.NullMarked;
