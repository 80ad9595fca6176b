package dev.kanishk.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * A page in the search index.
 *
 * @param url its place in the site
 * @param title its name
 * @param description what it is about
 * @param text its words
 */
record SearchEntry(String url, String title, String description, String text) {
    private static final int TEXT_MAX = 20_000;

    SearchEntry {
        text = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    }

    static String json(List<SearchEntry> entries) {
        try {
            return new ObjectMapper().writeValueAsString(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts are always JSON", e);
        }
    }
}
