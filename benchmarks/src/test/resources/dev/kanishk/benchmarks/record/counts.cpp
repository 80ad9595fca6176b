// Adds numbers up, and counts its measured iterations.
#include <cstring>

#include "measure.hpp"

int main(int argc, char** argv) {
    int64_t sum = 0;
    if (argc > 1 && std::strcmp(argv[1], "once") == 0) {
        measure::once([&] { measure::keep(sum += 1); });
        return 0;
    }
    measure::average(measure::plan(argc, argv), [&] { measure::keep(sum += 1); });
    return 0;
}
