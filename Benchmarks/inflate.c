// Reads chunks of a file and inflates them, and does nothing else: what any reader has to do.
//
//     inflate THREADS FILE < chunks        one chunk a line: address, stored bytes, inflated bytes
//
// Prints the processor time in seconds. Threads take the chunks in turn; each has its own buffers.
#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct chunk {
  long long address;
  size_t stored, inflated;
};

static struct chunk *chunks;
static size_t chunk_count, capacity, next_chunk;
static int file;

static void fail(const char *what) {
  fprintf(stderr, "error: %s\n", what);
  exit(1);
}

static void *work(void *unused) {
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
  size_t in_size = 0, out_size = 0, number;
  void *in = NULL, *out = NULL;
  while ((number = __atomic_fetch_add(&next_chunk, 1, __ATOMIC_RELAXED)) < chunk_count) {
    struct chunk *chunk = &chunks[number];
    if (chunk->stored > in_size) in = realloc(in, in_size = chunk->stored);
    if (chunk->inflated > out_size) out = realloc(out, out_size = chunk->inflated);
    if (!decompressor || !in || !out) fail("no memory");
    if (pread(file, in, chunk->stored, chunk->address) != (ssize_t)chunk->stored)
      fail("a chunk cannot be read");
    if (libdeflate_zlib_decompress(decompressor, in, chunk->stored, out, chunk->inflated, NULL))
      fail("a chunk is damaged");
  }
  libdeflate_free_decompressor(decompressor);
  free(in);
  free(out);
  return unused;
}

static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  int thread_count = count == 3 ? atoi(arguments[1]) : 0;
  if (thread_count < 1 || thread_count > 256) fail("usage: inflate THREADS FILE < chunks");
  file = open(arguments[2], O_RDONLY);
  if (file < 0) fail("the file cannot be opened");
  struct chunk chunk;
  while (scanf("%lld %zu %zu", &chunk.address, &chunk.stored, &chunk.inflated) == 3) {
    if (chunk_count == capacity) {
      capacity = capacity ? 2 * capacity : 1024;
      chunks = realloc(chunks, capacity * sizeof *chunks);
      if (!chunks) fail("no memory");
    }
    chunks[chunk_count++] = chunk;
  }
  pthread_t threads[256];
  double start = processor_seconds();
  for (int i = 0; i < thread_count; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
  printf("%f\n", processor_seconds() - start);
  return 0;
}
