package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import org.junit.jupiter.api.Test;

class $Kind$BoundedAppenderTest {
    @Test
    void addsWhatWasAnnouncedAndNoMore() {
        try ($Kind$Vector vector = vector(1, 2)) {
            try ($Kind$BoundedAppender appender = vector.appender(3)) {
                appender.pushBack(number(3));
                appender.flush();
                assertThat(vector.toArray()).isEqualTo(array(1, 2, 3));
                appender.pushBack(number(4));
                appender.pushBack(number(5));
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> appender.pushBack(number(6)))
                            .isInstanceOf(IndexOutOfBoundsException.class)
                            .hasMessage(
                                    "3 elements were added, no more were announced;"
                                            + " use appender()");
                }
            }
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 4, 5));
            vector.pushBack(number(6));
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 4, 5, 6));
        }
    }

    @Test
    void fewerThanAnnouncedLeaveTheVectorAtThoseAdded() {
        try ($Kind$Vector vector = vector()) {
            try ($Kind$BoundedAppender appender = vector.appender(1000)) {
                appender.pushBack(number(1));
            }
            assertThat(vector.toArray()).isEqualTo(array(1));
            assertThat(vector.capacity()).isGreaterThanOrEqualTo(1000);
            vector.appender(0).close();
            assertThat(vector.toArray()).isEqualTo(array(1));
        }
    }

    @Test
    void writesToTheBlockThatAnEarlierGrowthMoved() {
        try (TrackingResource tracked = new TrackingResource(MemoryResource.system());
                $Kind$Vector vector = new $Kind$Vector(tracked)) {
            for (int round = 1; round <= 7; round++) {
                try ($Kind$BoundedAppender appender = vector.appender(1L << round)) {
                    for (int i = 0; i < 1 << round; i++) {
                        appender.pushBack(number(i % 100));
                    }
                }
            }
            assertThat(vector.size()).isEqualTo(254);
            for (int round = 1; round <= 7; round++) {
                assertThat(vector.at((1 << (round + 1)) - 3)).isEqualTo(number(((1 << round) - 1) % 100));
            }
        }
    }

    @Test
    void whileItIsOpenNothingElseChangesTheSize() {
        try ($Kind$Vector vector = vector(1)) {
            $Kind$BoundedAppender appender = vector.appender(2);
            assertThatThrownBy(() -> vector.pushBack(number(1))).hasMessageContaining("appender");
            assertThatThrownBy(() -> vector.appender(1)).hasMessageContaining("appender");
            assertThatThrownBy(vector::close).hasMessageContaining("appender");
            assertThat(vector.at(0)).isEqualTo(number(1));
            appender.close();
            appender.close();
            assertThatThrownBy(() -> appender.pushBack(number(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(appender::flush).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesWhatCannotBeAndLeavesTheVectorAsItWas() {
        FailingResource resource = new FailingResource(MemoryResource.system());
        try ($Kind$Vector vector = vector(resource, 1)) {
            assertThatThrownBy(() -> vector.appender(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
            assertThatThrownBy(() -> vector.appender(Long.MAX_VALUE))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("MAX_SIZE");
            resource.failAfter(0);
            assertThatThrownBy(() -> vector.appender(1000))
                    .isInstanceOf(AllocationFailedException.class);
            vector.set(0, number(2));
            assertThat(vector.toArray()).isEqualTo(array(2));
        }
    }
}
