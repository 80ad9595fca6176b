// The C++ side of the comparisons of similarity: AVX-512 by hand where the processor has it, and
// what the compiler makes of the plain loop where not.
// Usage: similarity OPERATION SIZE ALIGNMENT WARMUP_ITERATIONS ITERATIONS MILLISECONDS
// The vectors begin at a multiple of 64 bytes plus ALIGNMENT: 16 is where malloc's blocks begin.
#pragma GCC optimize("fast-math")
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "measure.hpp"

#ifdef __AVX512F__
#include <immintrin.h>

static float dot(const float* a, const float* b, int64_t n) {
    __m512 s0 = _mm512_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    for (int64_t i = 0; i < n; i += 64) {
        s0 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), s0);
        s1 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), s1);
        s2 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 32), _mm512_loadu_ps(b + i + 32), s2);
        s3 = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 48), _mm512_loadu_ps(b + i + 48), s3);
    }
    return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(s0, s1), _mm512_add_ps(s2, s3)));
}

static float cosine(const float* a, const float* b, int64_t n) {
    __m512 d0 = _mm512_setzero_ps(), d1 = d0, p0 = d0, p1 = d0, q0 = d0, q1 = d0;
    for (int64_t i = 0; i < n; i += 32) {
        const __m512 a0 = _mm512_loadu_ps(a + i), b0 = _mm512_loadu_ps(b + i);
        const __m512 a1 = _mm512_loadu_ps(a + i + 16), b1 = _mm512_loadu_ps(b + i + 16);
        d0 = _mm512_fmadd_ps(a0, b0, d0);
        p0 = _mm512_fmadd_ps(a0, a0, p0);
        q0 = _mm512_fmadd_ps(b0, b0, q0);
        d1 = _mm512_fmadd_ps(a1, b1, d1);
        p1 = _mm512_fmadd_ps(a1, a1, p1);
        q1 = _mm512_fmadd_ps(b1, b1, q1);
    }
    const float p = _mm512_reduce_add_ps(_mm512_add_ps(p0, p1));
    const float q = _mm512_reduce_add_ps(_mm512_add_ps(q0, q1));
    return _mm512_reduce_add_ps(_mm512_add_ps(d0, d1)) / std::sqrt(p * q);
}
#else
static float dot(const float* a, const float* b, int64_t n) {
    float sum = 0;
    for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static float cosine(const float* a, const float* b, int64_t n) {
    float d = 0, p = 0, q = 0;
    for (int64_t i = 0; i < n; i++) {
        d += a[i] * b[i];
        p += a[i] * a[i];
        q += b[i] * b[i];
    }
    return d / std::sqrt(p * q);
}
#endif

static int32_t byte_dot(const int8_t* a, const int8_t* b, int64_t n) {
    int32_t sum = 0;
    for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static int64_t read(const int64_t* words, int64_t n) {
    uint64_t sum = 0;
    for (int64_t i = 0; i < n; i++) sum += static_cast<uint64_t>(words[i]);
    return static_cast<int64_t>(sum);
}

static char* block(int64_t bytes, int64_t alignment) {
    return static_cast<char*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64)) + alignment;
}

static float* floats(int64_t n, int64_t alignment) {
    float* block_of_floats = reinterpret_cast<float*>(block(n * 4, alignment));
    for (int64_t i = 0; i < n; i++) {
        block_of_floats[i] = static_cast<float>((i * 7919) % 2003) / 1001.0f - 1.0f;
    }
    return block_of_floats;
}

int main(int argc, char** argv) {
    const measure::Plan plan = measure::plan(argc, argv);
    if (argc != 7) {
        std::fprintf(
            stderr, "usage: similarity OPERATION SIZE ALIGNMENT WARMUP ITERATIONS MILLISECONDS\n");
        return 2;
    }
    const char* operation = argv[1];
    const int64_t size = std::atoll(argv[2]);
    const int64_t alignment = std::atoll(argv[3]);
    if (std::strcmp(operation, "FlatScan") == 0) {
        const int64_t dimension = 384;
        const float* rows = floats(size * dimension, alignment);
        measure::average(plan, [&] {
            measure::keep(rows);
            measure::keep(read(reinterpret_cast<const int64_t*>(rows), size * dimension / 2));
        });
    } else if (std::strcmp(operation, "ByteDotProduct") == 0) {
        int8_t* a = reinterpret_cast<int8_t*>(block(size, alignment));
        int8_t* b = reinterpret_cast<int8_t*>(block(size, alignment));
        for (int64_t i = 0; i < size; i++) {
            a[i] = static_cast<int8_t>(i * 31);
            b[i] = static_cast<int8_t>(i * 17);
        }
        measure::average(plan, [&] {
            measure::keep(a);
            measure::keep(byte_dot(a, b, size));
        });
    } else {
        const bool is_dot = std::strcmp(operation, "FloatDotProduct") == 0;
        const float* a = floats(size, alignment);
        const float* b = floats(size, alignment);
        if (is_dot) {
            measure::average(plan, [&] {
                measure::keep(a);
                measure::keep(dot(a, b, size));
            });
        } else {
            measure::average(plan, [&] {
                measure::keep(a);
                measure::keep(cosine(a, b, size));
            });
        }
    }
    return 0;
}
