package dev.kanishk.site.results;

import java.nio.file.Path;

/**
 * A folder of results made by one machine at one commit.
 *
 * @param name the folder's path below the folder that was loaded, with {@code /} between names,
 *     such as {@code machine/2026-11-23-0123456789ab}; the folder's own name where it was loaded
 *     itself
 * @param folder where it lies
 * @param machine where and how it was made
 */
public record ResultSet(String name, Path folder, Machine machine) {}
