// The C++ side of the comparison: what the benchmark classes of this package do, on std::vector.
// Usage: std_vector CLASS SIZE [LENGTH] [WARMUP_ITERATIONS ITERATIONS MILLISECONDS]
// LENGTH is that of strings. The classes whose names end in Fresh take no more than a size and
// print the time of one call.
#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "measure.hpp"

using Longs = std::vector<int64_t>;
using measure::keep;

struct Order {
    int64_t id;
    int64_t price;
    int64_t quantity;
    int64_t time;
};

// SplitMix64: numbers without a pattern, the same in every language.
static uint64_t mix(uint64_t index) {
    uint64_t mixed = (index + 1) * 0x9E3779B97F4A7C15ULL;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31);
}

static Longs numbers(int64_t size, uint64_t seed = 1) {
    Longs vector(static_cast<size_t>(size));
    for (size_t i = 0; i < vector.size(); i++) {
        vector[i] = static_cast<int64_t>(mix(seed + i));
    }
    return vector;
}

static void push_all(Longs& vector, int64_t size) {
    for (int64_t i = 0; i < size; i++) {
        vector.push_back(i);
    }
    keep(vector.data());
}

static void push_orders(std::vector<Order>& vector, int64_t size) {
    for (int64_t i = 0; i < size; i++) {
        vector.push_back({i, i + 1, i + 2, i + 3});
    }
    keep(vector.data());
}

static void push_new(const measure::Plan& plan, int64_t size) {
    measure::average(plan, [=] {
        Longs vector;
        push_all(vector, size);
    });
}

static void push_hot(const measure::Plan& plan, int64_t size) {
    Longs vector;
    measure::average(plan, [&] {
        vector.clear();
        push_all(vector, size);
    });
}

static void push_monotonic(const measure::Plan& plan, int64_t size) {
    // Vectors that double leave all their smaller blocks behind: together less than four times
    // what the elements need.
    std::vector<std::byte> region(static_cast<size_t>(size) * sizeof(int64_t) * 4);
    std::pmr::monotonic_buffer_resource resource(
        region.data(), region.size(), std::pmr::null_memory_resource());
    measure::average(plan, [&] {
        resource.release();
        std::pmr::vector<int64_t> vector(&resource);
        for (int64_t i = 0; i < size; i++) {
            vector.push_back(i);
        }
        keep(vector.data());
    });
}

static void sum(const measure::Plan& plan, int64_t size) {
    const Longs vector = numbers(size);
    measure::average(plan, [&] {
        keep(vector.data());
        uint64_t sum = 0;
        for (int64_t value : vector) sum += static_cast<uint64_t>(value);
        keep(sum);
    });
}

static void min(const measure::Plan& plan, int64_t size) {
    const Longs vector = numbers(size);
    measure::average(plan, [&] {
        keep(vector.data());
        int64_t least = vector[0];
        for (int64_t value : vector) least = std::min(least, value);
        keep(least);
    });
}

static void dot(const measure::Plan& plan, int64_t size) {
    const Longs left = numbers(size);
    const Longs right = numbers(size, 7);
    measure::average(plan, [&] {
        keep(left.data());
        uint64_t sum = 0;
        for (size_t i = 0; i < left.size(); i++) {
            sum += static_cast<uint64_t>(left[i]) * static_cast<uint64_t>(right[i]);
        }
        keep(sum);
    });
}

static void map_in_place(const measure::Plan& plan, int64_t size) {
    Longs vector = numbers(size);
    measure::average(plan, [&] {
        keep(vector.data());
        for (size_t i = 0; i < vector.size(); i++) {
            vector[i] = static_cast<int64_t>(static_cast<uint64_t>(vector[i]) * 3 + 1);
        }
        keep(vector.data());
    });
}

static void random_get(const measure::Plan& plan, int64_t size) {
    const Longs vector = numbers(size);
    std::vector<int32_t> indices(static_cast<size_t>(size));
    for (size_t i = 0; i < indices.size(); i++) {
        indices[i] = static_cast<int32_t>(mix(~i) % static_cast<uint64_t>(size));
    }
    measure::average(plan, [&] {
        keep(vector.data());
        uint64_t sum = 0;
        for (int32_t index : indices) {
            sum += static_cast<uint64_t>(vector.at(static_cast<size_t>(index)));
        }
        keep(sum);
    });
}

static void insert_erase(const measure::Plan& plan, int64_t size) {
    Longs vector = numbers(size);
    vector.reserve(vector.size() + 1);
    const auto middle = static_cast<Longs::difference_type>(size / 2);
    measure::average(plan, [&] {
        vector.insert(vector.begin() + middle, 42);
        keep(vector.data());
        vector.erase(vector.begin() + middle);
        keep(vector.data());
    });
}

static void sort(const measure::Plan& plan, int64_t size) {
    const Longs source = numbers(size);
    Longs vector = source;
    measure::average(plan, [&] {
        vector = source;
        std::sort(vector.begin(), vector.end());
        keep(vector.data());
    });
}

static void copy(const measure::Plan& plan, int64_t size) {
    const Longs source = numbers(size);
    Longs target = source;
    measure::average(plan, [&] {
        keep(source.data());
        target = source;
        keep(target.data());
    });
}

static void fill(const measure::Plan& plan, int64_t size) {
    Longs vector = numbers(size);
    int64_t value = 0;
    measure::average(plan, [&] {
        std::fill(vector.begin(), vector.end(), ++value);
        keep(vector.data());
    });
}

static void equal(const measure::Plan& plan, int64_t size) {
    const Longs left = numbers(size);
    const Longs right = left;
    measure::average(plan, [&] {
        keep(left.data());
        keep(left == right);
    });
}

static constexpr size_t TEXTS = 1000;

// A thousand texts of one length, one behind the other in one buffer, as a parser finds them.
// Behind the last comes the first again.
struct Texts {
    std::string bytes;
    size_t length;

    std::string_view operator[](size_t i) const {
        return {bytes.data() + i % TEXTS * length, length};
    }
};

static Texts texts(size_t length) {
    Texts texts{std::string(), length};
    for (size_t i = 0; i < TEXTS; i++) {
        std::string text = std::to_string(i);
        while (text.size() < length) text += static_cast<char>('a' + text.size() % 26);
        texts.bytes += text;
    }
    return texts;
}

static void push_strings(std::vector<std::string>& vector, const Texts& source, int64_t size) {
    for (int64_t i = 0; i < size; i++) {
        vector.emplace_back(source[static_cast<size_t>(i)]);
    }
    keep(vector.data());
}

static void push_new_strings(const measure::Plan& plan, int64_t size, size_t length) {
    const Texts source = texts(length);
    measure::average(plan, [&] {
        std::vector<std::string> vector;
        push_strings(vector, source, size);
    });
}

static void copy_strings(const measure::Plan& plan, int64_t size, size_t length) {
    std::vector<std::string> source;
    push_strings(source, texts(length), size);
    measure::average(plan, [&] {
        keep(source.data());
        std::vector<std::string> copy = source;
        keep(copy.data());
    });
}

static void insert_erase_strings(const measure::Plan& plan, int64_t size, size_t length) {
    const Texts source = texts(length);
    std::vector<std::string> vector;
    vector.reserve(static_cast<size_t>(size) + 1);
    push_strings(vector, source, size);
    const auto middle = static_cast<std::ptrdiff_t>(size / 2);
    measure::average(plan, [&] {
        vector.emplace(vector.begin() + middle, source[42]);
        keep(vector.data());
        vector.erase(vector.begin() + middle);
        keep(vector.data());
    });
}

static bool run_once(const char* name, int64_t size) {
    if (std::strcmp(name, "LongPushBackFresh") == 0) {
        measure::once([=] {
            Longs vector;
            push_all(vector, size);
        });
        return true;
    }
    if (std::strcmp(name, "StructPushBackFresh") == 0) {
        measure::once([=] {
            std::vector<Order> vector;
            push_orders(vector, size);
        });
        return true;
    }
    return false;
}

int main(int argc, char** argv) {
    if (argc == 3 && run_once(argv[1], std::atoll(argv[2]))) {
        return 0;
    }
    const struct {
        const char* name;
        void (*run)(const measure::Plan& plan, int64_t size);
    } of_numbers[] = {
        {"LongPushBack", push_new},
        {"LongPushBackHot", push_hot},
        {"LongAppending", push_hot},
        {"LongPushBackMonotonic", push_monotonic},
        {"LongSum", sum},
        {"LongSumByGet", sum},
        {"LongMin", min},
        {"LongDot", dot},
        {"LongMapInPlace", map_in_place},
        {"LongRandomGet", random_get},
        {"LongInsertErase", insert_erase},
        {"LongSort", sort},
        {"LongCopy", copy},
        {"LongFill", fill},
        {"LongEqual", equal},
    };
    const struct {
        const char* name;
        void (*run)(const measure::Plan& plan, int64_t size, size_t length);
    } of_strings[] = {
        {"StringPushBack", push_new_strings},
        {"StringCopy", copy_strings},
        {"StringInsertErase", insert_erase_strings},
    };
    for (const auto& operation : of_numbers) {
        if (argc == 6 && std::strcmp(operation.name, argv[1]) == 0) {
            operation.run(measure::plan(argc, argv), std::atoll(argv[2]));
            return 0;
        }
    }
    for (const auto& operation : of_strings) {
        if (argc == 7 && std::strcmp(operation.name, argv[1]) == 0) {
            const auto length = static_cast<size_t>(std::atoll(argv[3]));
            operation.run(measure::plan(argc, argv), std::atoll(argv[2]), length);
            return 0;
        }
    }
    std::fprintf(stderr,
                 "usage: std_vector CLASS SIZE [LENGTH] [WARMUP ITERATIONS MILLISECONDS]\n");
    return 2;
}
