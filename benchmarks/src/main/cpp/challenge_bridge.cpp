// Lets the harness of the public matching-engine benchmark drive an engine in a JVM of its own
// process. See README.md beside this file.
//
// The harness calls everything but drain() on its matcher thread, and drain() on its drainer
// thread. Reports travel through one ring in this process's memory: Java writes them where the
// drainer reads them, and two counters on cache lines of their own say how far each side is.
// A report is written before the store-release of the count that covers it and read after the
// load-acquire of that count; its place is written again only after the reader's count, released
// after the copy, has passed it.
#include "matching_engine_api.h"

#include <jni.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>

namespace {

struct Ring {
    alignas(128) std::atomic<int64_t> written{0};
    alignas(128) std::atomic<int64_t> read{0};
    alignas(128) uint32_t capacity = 0;
    me_report_t* reports = nullptr;
};
static_assert(sizeof(std::atomic<int64_t>) == 8, "Java reads the counters as 8 bytes");

JNIEnv* env = nullptr;
jclass bridge = nullptr;
jmethodID on_batch = nullptr;
jmethodID best_bid = nullptr;
jmethodID best_offer = nullptr;
jmethodID depth_at = nullptr;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "challenge bridge: %s\n", what.c_str());
    if (env != nullptr && env->ExceptionCheck()) {
        env->ExceptionDescribe();
    }
    std::abort();
}

void check(const char* call) {
    if (env->ExceptionCheck()) {
        fail(std::string("exception in ") + call);
    }
}

std::string setting(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    if (value == nullptr && otherwise == nullptr) {
        fail(std::string("set ") + name);
    }
    return value == nullptr ? otherwise : value;
}

void* ring_create(uint32_t least) {
    uint32_t capacity = 2;
    while (capacity < least) {
        capacity *= 2;
    }
    size_t bytes = capacity * sizeof(me_report_t);
    Ring* ring = new Ring;
    ring->capacity = capacity;
    ring->reports = static_cast<me_report_t*>(std::aligned_alloc(4096, std::max<size_t>(bytes, 4096)));
    if (ring->reports == nullptr) {
        delete ring;
        return nullptr;
    }
    std::memset(ring->reports, 0, bytes);  // page faults happen now, not while the clock runs
    return ring;
}

uint32_t ring_drain(void* handle, me_report_t* out, uint32_t max) {
    Ring* ring = static_cast<Ring*>(handle);
    int64_t read = ring->read.load(std::memory_order_relaxed);
    int64_t ready = ring->written.load(std::memory_order_acquire) - read;
    uint32_t count = static_cast<uint32_t>(std::min<int64_t>(ready, max));
    for (uint32_t at = 0; at < count; ++at) {
        out[at] = ring->reports[(read + at) & (ring->capacity - 1)];
    }
    if (count > 0) {
        ring->read.store(read + count, std::memory_order_release);
    }
    return count;
}

int ring_push(void*, const me_report_t*) {
    fail("reports are written by Java, not pushed");
}

void ring_flush(void*) {}

void ring_destroy(void* handle) {
    Ring* ring = static_cast<Ring*>(handle);
    std::free(ring->reports);
    delete ring;
}

const me_transport_t kTransport = {ring_create, ring_push, ring_drain, ring_flush, ring_destroy};

void start_jvm() {
    std::string library = setting("JAVA_HOME", nullptr) + "/lib/server/libjvm.so";
    void* jvm = dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
    if (jvm == nullptr) {
        fail(dlerror());
    }
    auto create = reinterpret_cast<jint (*)(JavaVM**, void**, void*)>(dlsym(jvm, "JNI_CreateJavaVM"));
    if (create == nullptr) {
        fail(library + " has no JNI_CreateJavaVM");
    }
    std::string class_path = "-Djava.class.path=" + setting("CHALLENGE_JAR", nullptr);
    const char* arguments[] = {
        class_path.c_str(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-Xms2g",
        "-Xmx2g",
        "-XX:+AlwaysPreTouch",
    };
    JavaVMOption options[std::size(arguments)];
    for (size_t at = 0; at < std::size(arguments); ++at) {
        options[at].optionString = const_cast<char*>(arguments[at]);
    }
    JavaVMInitArgs settings = {JNI_VERSION_10, std::size(arguments), options, JNI_FALSE};
    JavaVM* machine = nullptr;
    if (create(&machine, reinterpret_cast<void**>(&env), &settings) != JNI_OK) {
        fail("no JVM could be created from " + library);
    }
}

jmethodID method(const char* name, const char* signature) {
    jmethodID found = env->GetStaticMethodID(bridge, name, signature);
    if (found == nullptr) {
        fail(std::string("ChallengeBridge has no ") + name + signature);
    }
    return found;
}

void deliver(const me_msg_t* messages, uint32_t count) {
    env->CallStaticVoidMethod(bridge, on_batch, reinterpret_cast<jlong>(messages), static_cast<jint>(count));
    check("onBatch");
}

}  // namespace

extern "C" {

const me_transport_t* engine_get_transport(void) {
    return &kTransport;
}

void engine_init(uint64_t, const me_transport_t*, void* sink) {
    start_jvm();
    jclass found = env->FindClass("dev/kanishk/benchmarks/peers/matching/challenge/ChallengeBridge");
    if (found == nullptr) {
        fail("ChallengeBridge is not on the class path: set CHALLENGE_JAR to benchmarks.jar");
    }
    bridge = static_cast<jclass>(env->NewGlobalRef(found));
    on_batch = method("onBatch", "(JI)V");
    best_bid = method("bestBid", "()J");
    best_offer = method("bestOffer", "()J");
    depth_at = method("depthAt", "(JI)J");
    jmethodID open = method("open", "(Ljava/lang/String;JIJJ)V");
    Ring* ring = static_cast<Ring*>(sink);
    jstring kind = env->NewStringUTF(setting("CHALLENGE_ENGINE", "OURS").c_str());
    env->CallStaticVoidMethod(bridge, open, kind, reinterpret_cast<jlong>(ring->reports),
                              static_cast<jint>(ring->capacity), reinterpret_cast<jlong>(&ring->written),
                              reinterpret_cast<jlong>(&ring->read));
    check("open");
}

// The process ends soon after; a JVM that is torn down would race with the closing of this library.
void engine_shutdown(void) {}

void engine_on_batch(const me_msg_t* messages, uint32_t count) {
    deliver(messages, count);
}

void engine_on_new_order(const new_order_t* order) {
    me_msg_t message{};
    message.type = 0;
    message.no = *order;
    deliver(&message, 1);
}

void engine_on_cancel(const cancel_t* cancel) {
    me_msg_t message{};
    message.type = 1;
    message.c = *cancel;
    deliver(&message, 1);
}

void engine_on_modify(const modify_t* modify) {
    me_msg_t message{};
    message.type = 2;
    message.md = *modify;
    deliver(&message, 1);
}

// Nothing is deferred: a batch is matched and its reports are published when its call returns.
void engine_flush(void) {}

int64_t engine_query_best_bid(void) {
    jlong price = env->CallStaticLongMethod(bridge, best_bid);
    check("bestBid");
    return price;
}

int64_t engine_query_best_ask(void) {
    jlong price = env->CallStaticLongMethod(bridge, best_offer);
    check("bestOffer");
    return price;
}

uint64_t engine_query_depth_at(int64_t price, uint8_t side) {
    jlong depth = env->CallStaticLongMethod(bridge, depth_at, static_cast<jlong>(price), static_cast<jint>(side));
    check("depthAt");
    return static_cast<uint64_t>(depth);
}

}  // extern "C"
