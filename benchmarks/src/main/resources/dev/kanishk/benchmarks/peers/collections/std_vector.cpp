// The C++ side of the comparison: the same operations on std::vector<int64_t>.
// Usage: std_vector OPERATION SIZE WARMUP_ITERATIONS ITERATIONS MILLISECONDS
#include <cstring>
#include <vector>

#include "measure.hpp"

static int64_t push_back(int64_t size) {
    std::vector<int64_t> vector;
    for (int64_t i = 0; i < size; i++) {
        vector.push_back(i);
    }
    return vector.back();
}

static int64_t sum(const std::vector<int64_t>& vector) {
    uint64_t sum = 0;
    for (int64_t value : vector) sum += static_cast<uint64_t>(value);
    return static_cast<int64_t>(sum);
}

static int64_t random_get(const std::vector<int64_t>& vector, int64_t mask) {
    uint64_t sum = 0;
    int32_t index = 0;
    for (size_t i = 0; i < vector.size(); i++) {
        index = static_cast<int32_t>((index * INT64_C(1103515245) + 12345) & mask);
        sum += static_cast<uint64_t>(vector.at(static_cast<size_t>(index)));
    }
    return static_cast<int64_t>(sum);
}

int main(int argc, char** argv) {
    const measure::Plan plan = measure::plan(argc, argv);
    if (argc != 6) {
        std::fprintf(stderr, "usage: std_vector OPERATION SIZE WARMUP ITERATIONS MILLISECONDS\n");
        return 2;
    }
    const char* operation = argv[1];
    const int64_t size = std::atoll(argv[2]);
    std::vector<int64_t> filled;
    for (int64_t i = 0; i < size; i++) {
        filled.push_back(static_cast<int64_t>(static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15ULL));
    }
    int64_t mask = 1;
    while (mask * 2 <= size) mask *= 2;
    mask -= 1;
    const bool pushes = std::strcmp(operation, "LongPushBack") == 0;
    const bool sums = std::strcmp(operation, "LongSum") == 0;
    measure::average(plan, [&] {
        measure::keep(filled.data());
        measure::keep(pushes ? push_back(size) : sums ? sum(filled) : random_get(filled, mask));
    });
    return 0;
}
