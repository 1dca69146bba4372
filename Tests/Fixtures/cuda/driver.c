// A stand-in for NVIDIA's driver, libcuda.so.1, for tests of everything around kernels: memory is the processor's, and kernels do nothing.
//   FAKE_CUDA_VERSION      what cuDriverGetVersion gives; 13000 by default
//   FAKE_CUDA_CAPABILITY   compute capability; 90
//   FAKE_CUDA_DEVICES      number of devices; 1
//   FAKE_CUDA_INIT         what cuInit answers; 0
//   FAKE_CUDA_MEMORY       bytes that can be allocated; 64 GB
//   FAKE_CUDA_LAUNCHES     launches that succeed; from then on every call answers 719, as after a fault on the device
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int Result;
typedef void *Handle;

enum { OUT_OF_MEMORY = 2, LAUNCH_FAILED = 719 };

static size_t used;
static long launches;
static int capturing;
static long nodes;

static long setting(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

// As the real one, it does not survive a stream that was destroyed.
static char destroyed[1 << 16];
static Handle alive(Handle stream) {
    if (destroyed[(uintptr_t)stream & 0xffff]) abort();
    return stream;
}

static int lost(void) { return launches > setting("FAKE_CUDA_LAUNCHES", 1L << 60); }

#define ALIVE if (lost()) return LAUNCH_FAILED

Result cuInit(unsigned flags) { return (Result)setting("FAKE_CUDA_INIT", 0); }
Result cuDriverGetVersion(int *version) { *version = (int)setting("FAKE_CUDA_VERSION", 13000); return 0; }
Result cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
Result cuDeviceGetCount(int *count) { *count = (int)setting("FAKE_CUDA_DEVICES", 1); return 0; }
Result cuDeviceGetName(char *name, int length, int device) { snprintf(name, (size_t)length, "Imaginary %d", device); return 0; }
Result cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t)setting("FAKE_CUDA_MEMORY", 64L << 30); return 0; }
Result cuDeviceComputeCapability(int *major, int *minor, int device) {
    *major = (int)setting("FAKE_CUDA_CAPABILITY", 90) / 10;
    *minor = (int)setting("FAKE_CUDA_CAPABILITY", 90) % 10;
    return 0;
}
Result cuDeviceGetAttribute(int *value, int attribute, int device) {
    switch (attribute) {
        case 1: case 2: case 4: *value = 1024; break;                   // threads of a group, its extents
        case 3: *value = 64; break;
        case 5: *value = 2147483647; break;                             // groups
        case 6: case 7: *value = 65535; break;
        case 8: *value = 49152; break;                                  // shared memory of a group
        case 9: *value = 65536; break;                                  // constant memory
        case 10: *value = 32; break;                                    // threads of a warp
        case 12: case 82: *value = 65536; break;                        // registers
        case 16: *value = 132; break;                                   // multiprocessors
        case 39: *value = 2048; break;                                  // threads of a multiprocessor
        case 75: *value = (int)setting("FAKE_CUDA_CAPABILITY", 90) / 10; break;
        case 76: *value = (int)setting("FAKE_CUDA_CAPABILITY", 90) % 10; break;
        case 81: case 97: *value = 232448; break;                       // shared memory that can be had
        case 115: *value = 1; break;                                    // memory pools
        default: *value = 1; break;
    }
    return 0;
}

Result cuCtxCreate_v2(Handle *context, int flags, int device) { *context = (Handle)0x1000; return 0; }
Result cuCtxDestroy_v2(Handle context) { return 0; }
Result cuCtxSetCurrent(Handle context) { return 0; }
Result cuCtxSynchronize(void) { ALIVE; return 0; }
Result cuCtxGetCacheConfig(int *value) { *value = 0; return 0; }
Result cuCtxSetCacheConfig(int value) { return 0; }
Result cuCtxGetSharedMemConfig(int *value) { *value = 0; return 0; }
Result cuCtxSetSharedMemConfig(int value) { return 0; }
Result cuDeviceCanAccessPeer(int *value, int from, int to) { *value = 0; return 0; }
Result cuCtxEnablePeerAccess(Handle context, int flags) { return 0; }
Result cuCtxDisablePeerAccess(Handle context) { return 0; }
Result cuDeviceGetP2PAttribute(int *value, int attribute, int from, int to) { *value = 0; return 0; }
Result cuPointerGetAttribute(void *value, int attribute, Handle pointer) { *(int *)value = 2; return 0; }
Result cuGetErrorString(int error, const char **text) { *text = "an imaginary error"; return 0; }
Result cuGetErrorName(int error, const char **text) {
    *text = error == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : error == LAUNCH_FAILED ? "CUDA_ERROR_LAUNCH_FAILED"
        : error == 100 ? "CUDA_ERROR_NO_DEVICE" : "CUDA_ERROR_UNKNOWN";
    return 0;
}

// The size lies before each piece.
static Result allocate(Handle *memory, size_t bytes) {
    if (used + bytes > (size_t)setting("FAKE_CUDA_MEMORY", 64L << 30)) return OUT_OF_MEMORY;
    char *piece = aligned_alloc(256, (bytes + 256 + 255) & ~(size_t)255);
    if (!piece) return OUT_OF_MEMORY;
    memset(piece + 256, 0, bytes);
    *(size_t *)piece = bytes;
    *memory = piece + 256;
    used += bytes;
    return 0;
}
static Result release(Handle memory) {
    used -= *(size_t *)((char *)memory - 256);
    free((char *)memory - 256);
    return 0;
}
Result cuMemGetInfo_v2(size_t *free_bytes, size_t *total) {
    *total = (size_t)setting("FAKE_CUDA_MEMORY", 64L << 30);
    *free_bytes = *total - used;
    return 0;
}
Result cuMemAlloc_v2(Handle *memory, size_t bytes) { ALIVE; return allocate(memory, bytes); }
Result cuMemFree_v2(Handle memory) { return release(memory); }
Result cuMemAllocAsync(Handle *memory, size_t bytes, Handle stream) { alive(stream); ALIVE; return allocate(memory, bytes); }
Result cuMemFreeAsync(Handle memory, Handle stream) { alive(stream); return release(memory); }
Result cuDeviceGetDefaultMemPool(Handle *pool, int device) { *pool = (Handle)0x2000; return 0; }
Result cuMemPoolSetAttribute(Handle pool, int attribute, void *value) { return 0; }
Result cuMemPoolTrimTo(Handle pool, size_t keep) { return 0; }
Result cuMemAllocHost_v2(Handle *memory, size_t bytes) { *memory = malloc(bytes); return 0; }
Result cuMemHostAlloc(Handle *memory, size_t bytes, unsigned flags) { *memory = malloc(bytes); return 0; }
Result cuMemFreeHost(Handle memory) { free(memory); return 0; }
Result cuMemHostRegister_v2(Handle memory, size_t bytes, int flags) { return 0; }
Result cuMemHostUnregister(Handle memory) { return 0; }
Result cuMemHostGetDevicePointer_v2(Handle *device, Handle host, int flags) { *device = host; return 0; }
static Result copy(Handle to, Handle from, size_t bytes) { ALIVE; memcpy(to, from, bytes); return 0; }
Result cuMemcpyAsync(Handle to, Handle from, size_t bytes, Handle stream) { return copy(to, from, bytes); }
Result cuMemcpyDtoDAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { alive(stream); return copy(to, from, bytes); }
Result cuMemcpyHtoDAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { alive(stream); return copy(to, from, bytes); }
Result cuMemcpyDtoHAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { alive(stream); return copy(to, from, bytes); }
Result cuMemsetD8Async(Handle memory, uint8_t value, size_t bytes, Handle stream) { ALIVE; memset(memory, value, bytes); return 0; }

static long streams = 0x5000;
Result cuStreamCreate(Handle *stream, int flags) { *stream = (Handle)streams++; return 0; }
Result cuStreamCreateWithPriority(Handle *stream, int flags, int priority) { return cuStreamCreate(stream, flags); }
Result cuStreamDestroy_v2(Handle stream) { destroyed[(uintptr_t)alive(stream) & 0xffff] = 1; return 0; }
Result cuStreamSynchronize(Handle stream) { alive(stream); ALIVE; return capturing ? 900 : 0; }
Result cuStreamWaitEvent(Handle stream, Handle event, int flags) { alive(stream); ALIVE; return 0; }
Result cuEventCreate(Handle *event, int flags) { *event = malloc(16); return 0; }
Result cuEventDestroy_v2(Handle event) { free(event); return 0; }
Result cuEventQuery(Handle event) { ALIVE; return 0; }
Result cuEventRecord(Handle event, Handle stream) { alive(stream); ALIVE; return 0; }
Result cuEventSynchronize(Handle event) { ALIVE; return 0; }
Result cuEventElapsedTime(float *milliseconds, Handle from, Handle to) { ALIVE; *milliseconds = 1; return 0; }

static long modules = 0x9000;
Result cuModuleLoadDataEx(Handle *module, const char *text, int options, int *names, Handle *values) {
    ALIVE;
    *module = (Handle)modules++;
    return strstr(text, ".entry") ? 0 : 218;
}
Result cuModuleLoadData(Handle *module, const char *text) { return cuModuleLoadDataEx(module, text, 0, 0, 0); }
Result cuModuleUnload(Handle module) { return 0; }
Result cuModuleGetFunction(Handle *function, Handle module, const char *name) { *function = module; return 0; }
Result cuFuncSetAttribute(Handle function, int attribute, int value) { return 0; }
Result cuFuncGetAttribute(int *value, int attribute, Handle function) { *value = 0; return 0; }
Result cuLaunchKernel(
    Handle function, int gridX, int gridY, int gridZ, int groupX, int groupY, int groupZ, int shared, Handle stream, Handle *arguments,
    Handle *extra) {
    alive(stream);
    if (capturing) { nodes++; return 0; }
    launches++;
    ALIVE;
    return 0;
}
Result cuOccupancyMaxActiveBlocksPerMultiprocessor(int *groups, Handle function, int threads, size_t shared) { *groups = 2; return 0; }
Result cuOccupancyMaxPotentialBlockSize(int *groups, int *threads, Handle function, Handle size, size_t shared, int limit) {
    *groups = 132;
    *threads = 256;
    return 0;
}

Result cuStreamBeginCapture_v2(Handle stream, int mode) { capturing = 1; nodes = 0; return stream ? 0 : 900; }
Result cuStreamEndCapture(Handle stream, Handle *graph) { capturing = 0; *graph = (Handle)(0x70000 + nodes); return 0; }
Result cuGraphInstantiateWithFlags(Handle *executable, Handle graph, unsigned long flags) { *executable = graph; return 0; }
Result cuGraphGetNodes(Handle graph, Handle *list, size_t *count) { *count = (size_t)graph - 0x70000; return 0; }
Result cuGraphLaunch(Handle executable, Handle stream) { launches += (long)executable - 0x70000; ALIVE; return 0; }
Result cuGraphExecDestroy(Handle executable) { return 0; }
Result cuGraphDestroy(Handle graph) { return 0; }
