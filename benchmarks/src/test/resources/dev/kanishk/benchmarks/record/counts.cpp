// Adds numbers up, counts its measured iterations, or misbehaves.
#include <cstring>
#include <unistd.h>

#include "measure.hpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hang") == 0) {
        pause();
    }
    if (argc > 1 && std::strcmp(argv[1], "fail") == 0) {
        std::fprintf(stderr, "out of order\n");
        return 3;
    }
    if (argc > 1 && std::strcmp(argv[1], "chat") == 0) {
        std::printf("hello\n");
        return 0;
    }
    int64_t sum = 0;
    if (argc > 1 && std::strcmp(argv[1], "once") == 0) {
        measure::once([&] { measure::keep(sum += 1); });
        return 0;
    }
    measure::average(measure::plan(argc, argv), [&] { measure::keep(sum += 1); });
    return 0;
}
