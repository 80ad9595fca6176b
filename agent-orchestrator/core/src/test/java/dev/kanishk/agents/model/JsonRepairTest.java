package dev.kanishk.agents.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonRepairTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 20261123;
    private static final int CASES = 300;

    private static void reads(String text, String expected) throws Exception {
        assertThat(JsonRepair.read(text)).contains((ObjectNode) JSON.readTree(expected));
    }

    @Test
    void forgivesWhatModelsDo() throws Exception {
        reads("Sure!\n```json\n{\"a\": 1}\n```\nAnything else?", "{\"a\":1}");
        reads("{'a': 'x', b: True, c: None,}", "{\"a\":\"x\",\"b\":true,\"c\":null}");
        reads("{\"a\": 1 \"b\": [1 2, 3,],}", "{\"a\":1,\"b\":[1,2,3]}");
        reads("{\"a\": \"two\nlines\" /* why */}", "{\"a\":\"two\\nlines\"}");
        reads("{\"a\": {\"b\": [1, 2]", "{\"a\":{\"b\":[1,2]}}");
        reads("Use {} as in {\"a\": 1}", "{\"a\":1}");
    }

    @Test
    void leavesOutWhatTheEndCutOff() throws Exception {
        reads("{\"a\": 1, \"b\": \"half an ans", "{\"a\":1}");
        reads("{\"a\": 1, \"b\": 12", "{\"a\":1}");
        reads("{\"a\": [1, 23", "{\"a\":[1]}");
    }

    @Test
    void findsNothingWhereThereIsNoObject() {
        assertThat(JsonRepair.read("I cannot do that.")).isEmpty();
        assertThat(JsonRepair.read("")).isEmpty();
        assertThat(JsonRepair.read("{".repeat(100_000))).isEmpty();
    }

    @Test
    void validJsonIsReadAsItIs() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            ObjectNode object = object(random, 0);
            String text = "seed " + SEED + ", case " + i;

            assertThat(JsonRepair.read(object.toString())).as(text).contains(object);
            if (!object.isEmpty()) {
                assertThat(JsonRepair.read("Here: " + object + " Done.")).as(text).contains(object);
            }
        }
    }

    @Test
    void everyValueOfACutOffAnswerIsOneOfTheWholeAnswer() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < CASES; i++) {
            ObjectNode object = object(random, 0);
            String whole = object.toString();
            int end = random.nextInt(whole.length() + 1);
            String text = "seed " + SEED + ", case " + i + ": " + whole.substring(0, end);

            JsonRepair.read(whole.substring(0, end))
                    .ifPresent(read -> assertThat(isPartOf(read, object)).as(text).isTrue());
        }
    }

    private static boolean isPartOf(JsonNode part, JsonNode whole) {
        if (part instanceof ObjectNode && whole instanceof ObjectNode) {
            return part.properties().stream()
                    .allMatch(e ->
                            whole.has(e.getKey()) && isPartOf(e.getValue(), whole.get(e.getKey())));
        }
        if (part instanceof ArrayNode
                && whole instanceof ArrayNode
                && part.size() <= whole.size()) {
            for (int i = 0; i < part.size(); i++) {
                if (!isPartOf(part.get(i), whole.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return part.equals(whole);
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set("k" + random.nextInt(20), value(random, depth + 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> JSON.getNodeFactory().numberNode(random.nextInt(2_000) - 1_000);
            case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> JSON.getNodeFactory().nullNode();
            case 3 -> JSON.getNodeFactory().textNode(text(random));
            case 4 -> object(random, depth);
            default -> {
                ArrayNode array = JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
        };
    }

    private static String text(Random random) {
        String letters = "ab{}[]\"'\\,:/*\n\té ";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
