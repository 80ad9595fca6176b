/** Where vectors get their memory from: resources that allocate, grow and free raw blocks. */
@NullMarked
package dev.kanishk.collections.memory;

import org.jspecify.annotations.NullMarked;
