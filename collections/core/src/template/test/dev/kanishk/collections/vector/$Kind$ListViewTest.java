package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.TestListGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Guava's suite for lists, on the list view of a vector, which grows, and of a slice. */
class $Kind$ListViewTest {
    private final List<$Kind$Vector> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach($Kind$Vector::close);
    }

    @TestFactory
    Stream<DynamicTest> ofAVector() {
        return tests(
                ListTestSuiteBuilder.using(new Views(false))
                        .named("$Kind$Vector.asList")
                        .withFeatures(
                                CollectionSize.ANY,
                                ListFeature.GENERAL_PURPOSE,
                                CollectionFeature.ALLOWS_NULL_QUERIES,
                                CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION)
                        .createTestSuite());
    }

    @TestFactory
    Stream<DynamicTest> ofASlice() {
        return tests(
                ListTestSuiteBuilder.using(new Views(true))
                        .named("$Kind$Slice.asList")
                        .withFeatures(
                                CollectionSize.ANY,
                                ListFeature.SUPPORTS_SET,
                                CollectionFeature.ALLOWS_NULL_QUERIES)
                        .createTestSuite());
    }

    @Test
    void isAViewInBothDirections() {
        $Kind$Vector vector = $Kind$Model.vector(1, 2);
        List<$Box$> list = vector.asList();
        list.add($Kind$Model.number(3));
        vector.set(0, $Kind$Model.number(9));
        assertThat(vector.size()).isEqualTo(3);
        assertThat(list.get(0)).isEqualTo($Kind$Model.number(9));
        vector.close();
        assertThatThrownBy(list::size).isInstanceOf(IllegalStateException.class);
    }

    private static Stream<DynamicTest> tests(TestSuite suite) {
        List<DynamicTest> tests = new ArrayList<>();
        collect(suite, tests);
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private static void collect(TestSuite suite, List<DynamicTest> tests) {
        Enumeration<junit.framework.Test> members = suite.tests();
        for (junit.framework.Test member : Collections.list(members)) {
            if (member instanceof TestSuite inner) {
                collect(inner, tests);
            } else if (member instanceof TestCase test) {
                tests.add(DynamicTest.dynamicTest(test.toString(), test::runBare));
            } else {
                throw new AssertionError("neither a suite nor a test: " + member);
            }
        }
    }

    private final class Views implements TestListGenerator<$Box$> {
        private final boolean ofSlice;

        Views(boolean ofSlice) {
            this.ofSlice = ofSlice;
        }

        @Override
        public SampleElements<$Box$> samples() {
            return new SampleElements<>(
                    $Kind$Model.number(1),
                    $Kind$Model.number(2),
                    $Kind$Model.number(3),
                    $Kind$Model.number(4),
                    $Kind$Model.number(5));
        }

        @Override
        public List<$Box$> create(Object... elements) {
            $Kind$Vector vector = new $Kind$Vector();
            opened.add(vector);
            if (ofSlice) {
                vector.pushBack($Kind$Model.number(0));
            }
            for (Object element : elements) {
                vector.pushBack(($Box$) element);
            }
            if (ofSlice) {
                vector.pushBack($Kind$Model.number(9));
                return vector.slice(1, vector.size() - 1).asList();
            }
            return vector.asList();
        }

        @Override
        public $Box$[] createArray(int length) {
            return new $Box$[length];
        }

        @Override
        public Iterable<$Box$> order(List<$Box$> insertionOrder) {
            return insertionOrder;
        }
    }
}
