/* A stage whose records are right and whose conduct is not, in the one way that its define names: it
 * crashes, hangs, eats memory, starts threads, or says something else each time. For the check's
 * tests. Without a define it behaves. It marks the first character of each article. */
#define _POSIX_C_SOURCE 200809L
#include "copydesk_stage.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef WRONG_EXAMPLE
#define EXPECTED "B"
#else
#define EXPECTED "A"
#endif

COPYDESK_MANIFEST(
    "{\"abi\": 1, \"name\": \"conduct\", \"version\": \"0.1.0\", \"description\": \"\","
    " \"provides\": [{\"layer\": \"mark\", \"description\": \"the first character\"}],"
    " \"config\": {\"n\": {\"type\": \"integer\", \"default\": 1, \"minimum\": 0, \"maximum\": 9, \"description\": \"\"}},"
    " \"examples\": [{\"text\": \"Ana said no.\", \"expect\": {\"mark\": [\"" EXPECTED "\"]}}]}");

static int32_t mark(const copydesk_call *call, uint64_t end)
{
    const copydesk_annotation found = {.start = 0, .end = (uint32_t)end, .score = NAN};
    return call->emit(call->ctx, COPYDESK_STR("mark"), &found, 1, NULL, 0) == 0;
}

/* The bytes of the character that begins with this one. */
static uint64_t width(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* A pointer that a compiler cannot see through. */
static char *volatile nowhere;

#if defined(SEGFAULT) || defined(CRASHES_ON_NOTHING) || defined(CRASHES_ON_CLOSE)
static void crash(void)
{
    *nowhere = 1;
}
#endif

#if defined(RECURSES)
static uint64_t depth(const char *text, uint64_t len)
{
    volatile char frame[64] = {0};
    return len == 0 ? (uint64_t)frame[0] : 1 + depth(text + 1, len - 1) + (uint64_t)frame[len % 64];
}
#endif

#if defined(THREADS)
static void *idle(void *nothing)
{
    const struct timespec moment = {0, 200000};
    nanosleep(&moment, NULL);
    return nothing;
}
#endif

static int32_t create(const copydesk_host *host, void **model)
{
    *model = NULL;
    (void)host;
#if defined(SLOW_START)
    clock_t begun = clock();
    while (clock() - begun < CLOCKS_PER_SEC / 4) {
    }
#elif defined(REFUSES_A_SETTING)
    for (uint64_t i = 0; i < host->config.len; i++) {
        if (host->config.ptr[i] == '9') {
            host->fail(host->ctx, COPYDESK_STR("nine is too many"));
            return 1;
        }
    }
#elif defined(ABORTS_IN_CREATE)
    abort();
#endif
    return 0;
}

/* What a worker remembers of the article before. */
struct memory {
    uint64_t last;
};

static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    *scratch = calloc(1, sizeof(struct memory));
    return *scratch == NULL;
}

static int32_t process(const void *model, void *scratch, const copydesk_document *document, const copydesk_call *call)
{
    struct memory *memory = scratch;
    const char *text = document->text.ptr;
    uint64_t len = document->text.len;
    uint64_t last = memory->last;
    (void)model;
    (void)text;
    (void)last;
    memory->last = len;
#if defined(CRASHES_ON_NOTHING)
    if (len == 0)
        crash();
#endif
    if (len == 0)
        return 0;
#if defined(SEGFAULT)
    crash();
#elif defined(ABORT)
    abort();
#elif defined(EXIT)
    exit(3);
#elif defined(EXITS_WELL)
    exit(0);
#elif defined(LOOP)
    while (nowhere == NULL) {
    }
#elif defined(RECURSES)
    if (depth(text, len) == 0)
        return 1;
#elif defined(EATS_MEMORY)
    for (;;) {
        char *more = malloc(1 << 20);
        if (more != NULL)
            memset(more, 1, 1 << 20);
    }
#elif defined(LEAKS)
    nowhere = malloc(500);
    memset(nowhere, 1, 500);
#elif defined(THREADS)
    pthread_t thread;
    if (pthread_create(&thread, NULL, idle, NULL) == 0)
        pthread_join(thread, NULL);
#elif defined(REMEMBERS)
    if (last > len)
        return mark(call, width((unsigned char)text[0])) || mark(call, len);
#elif defined(SHARES)
    /* What two workers at once make of one counter. */
    static volatile int inside;
    inside++;
    for (volatile int i = 0; i < 20000; i++) {
    }
    int others = inside != 1;
    inside = 0;
    if (others)
        return 0;
#elif defined(ADDRESS)
    /* Where the system put the library this time: the same in one process, another in the next. */
    for (uint64_t i = 0; len > 100 && i < (((uintptr_t)&nowhere >> 12) & 0x1FF); i++)
        if (mark(call, width((unsigned char)text[0])) != 0)
            return 1;
#elif defined(GOES_ON)
    if (mark(call, width((unsigned char)text[0])) != 0)
        return mark(call, width((unsigned char)text[0]));
    return 0;
#endif
    return mark(call, width((unsigned char)text[0]));
}

static void close_scratch(void *scratch)
{
#if defined(CRASHES_ON_CLOSE)
    crash();
#endif
    free(scratch);
}

static void destroy(void *model)
{
    (void)model;
}

COPYDESK_EXPORT const copydesk_stage copydesk_stage_v1 = {
    .size = sizeof(copydesk_stage),
    .abi = COPYDESK_ABI,
    .fingerprint = COPYDESK_FINGERPRINT,
    .manifest = {copydesk_manifest_text, sizeof(copydesk_manifest_text) - 1},
    .create = create,
    .open = open_scratch,
    .process = process,
    .close = close_scratch,
    .destroy = destroy,
};
