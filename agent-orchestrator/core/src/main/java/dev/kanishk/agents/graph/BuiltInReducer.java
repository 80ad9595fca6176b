package dev.kanishk.agents.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reducers that come with the graph. */
enum BuiltInReducer implements Reducer {
    LAST_VALUE {
        @Override
        public Object reduce(@Nullable Object current, Object given) {
            return given;
        }

        @Override
        public boolean takesSeveralWriters() {
            return false;
        }
    },
    APPEND {
        @Override
        public Object reduce(@Nullable Object current, Object given) {
            return SharedList.of((List<?>) current).plus((Collection<?>) given);
        }
    },
    MERGE {
        @Override
        public Object reduce(@Nullable Object current, Object given) {
            Map<Object, Object> merged = new LinkedHashMap<>();
            if (current != null) {
                merged.putAll((Map<?, ?>) current);
            }
            merged.putAll((Map<?, ?>) given);
            return Collections.unmodifiableMap(merged);
        }
    }
}
