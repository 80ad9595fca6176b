// What JMH does for the Java side: iterations of a fixed time, results that no compiler may drop.
// The last three arguments of a program are WARMUP_ITERATIONS ITERATIONS MILLISECONDS.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace measure {

using Clock = std::chrono::steady_clock;

struct Plan {
    int warmup;
    int iterations;
    std::chrono::nanoseconds time;
};

// Reads the last three arguments; ends the program if there are fewer.
inline Plan plan(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: %s ... WARMUP ITERATIONS MILLISECONDS\n", argv[0]);
        std::exit(2);
    }
    return {std::atoi(argv[argc - 3]), std::atoi(argv[argc - 2]),
            std::chrono::milliseconds(std::atoi(argv[argc - 1]))};
}

// The compiler must assume that the value is used and that memory changes here.
template <typename T>
inline void keep(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

inline double nanos(Clock::duration duration) {
    return std::chrono::duration<double, std::nano>(duration).count();
}

// Prints the mean nanoseconds of one pass, a line for each measured iteration. Reading the clock
// costs as much as a short pass, so passes go by batches of a hundredth of an iteration.
template <typename Pass>
inline void average(const Plan& plan, Pass pass) {
    int64_t batch = 1;
    for (int iteration = 0; iteration < plan.warmup + plan.iterations; iteration++) {
        const auto start = Clock::now();
        auto batch_start = start;
        int64_t passes = 0;
        Clock::duration elapsed;
        do {
            for (int64_t i = 0; i < batch; i++) {
                pass();
            }
            passes += batch;
            const auto now = Clock::now();
            if ((now - batch_start) * 200 < plan.time) {
                batch *= 2;
            }
            batch_start = now;
            elapsed = now - start;
        } while (elapsed < plan.time);
        if (iteration >= plan.warmup) {
            std::printf("%.6f\n", nanos(elapsed) / static_cast<double>(passes));
        }
    }
}

// Prints the nanoseconds of one call.
template <typename Call>
inline void once(Call call) {
    const auto start = Clock::now();
    call();
    std::printf("%.6f\n", nanos(Clock::now() - start));
}

}  // namespace measure
