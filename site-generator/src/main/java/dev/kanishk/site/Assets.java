package dev.kanishk.site;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that every site has: style, scripts, fonts. */
final class Assets {
    private static final List<String> NAMES =
            List.of(
                    "site.css",
                    "site.js",
                    "theme.js",
                    "icon.svg",
                    "inter.woff2",
                    "jetbrains-mono.woff2",
                    "OFL.txt");

    private Assets() {}

    static Map<String, byte[]> all(boolean reload) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        List<String> names = new ArrayList<>(NAMES);
        if (reload) {
            names.add("reload.js");
        }
        for (String name : names) {
            try (InputStream content = Assets.class.getResourceAsStream("assets/" + name)) {
                if (content == null) {
                    throw new IllegalStateException("the program lacks its file " + name);
                }
                files.put("assets/" + name, content.readAllBytes());
            }
        }
        return files;
    }
}
