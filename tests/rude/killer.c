/* A stage that does to its process what the article's text says, for the tests of --isolate. Where the
   text says nothing it marks the first character. */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "copydesk_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

COPYDESK_MANIFEST(
    "{\"abi\": 1, \"name\": \"killer\", \"version\": \"0.1.0\", \"description\": \"\","
    " \"provides\": [{\"layer\": \"mark\", \"description\": \"\", \"attrs\": {"
    "   \"said\": {\"type\": \"text\", \"description\": \"\"}}}]}");

static volatile int never = 0;

static void crash(void)
{
    *(volatile int *)(uintptr_t)never = 1;
}

static int32_t create(const copydesk_host *host, void **model)
{
    *model = NULL;
    (void)host;
    (void)crash;
#ifdef DIE_IN_CREATE
    crash();
#endif
    return 0;
}

/* What an article leaves behind for those after it. */
struct scratch {
    int poisoned;
};

static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    *scratch = calloc(1, sizeof(struct scratch));
    return *scratch == NULL;
}

static int says(const copydesk_document *document, const char *word)
{
    size_t n = strlen(word);
    for (uint64_t at = 0; at + n <= document->text.len; at++)
        if (memcmp(document->text.ptr + at, word, n) == 0)
            return 1;
    return 0;
}

static int deep(int depth)
{
    volatile char filler[4096];
    filler[0] = (char)depth;
    return never ? 0 : deep(depth + 1) + filler[0];
}

static void *nothing(void *unused)
{
    return unused;
}

/* Tries what an isolated stage may not do, and says which of it went well. */
static const char *try_everything(void)
{
    static char said[256];
    pthread_t thread;
    int file = open("/tmp/copydesk-killer-was-here", O_WRONLY | O_CREAT, 0600);
    int removed = unlink("/tmp/copydesk-killer-was-here");
    int made = mkdir("/tmp/copydesk-killer-folder", 0700);
    int net = socket(AF_INET, SOCK_DGRAM, 0);
    int started = pthread_create(&thread, NULL, nothing, NULL) == 0;
    pid_t child = fork();
    int killed = kill(getppid(), 0);
    int read_only = open("/etc/passwd", O_RDONLY);
    if (child == 0)
        _exit(0);
    said[0] = 0;
    if (file >= 0) strcat(said, "wrote a file, ");
    if (removed == 0) strcat(said, "removed one, ");
    if (made == 0) strcat(said, "made a folder, ");
    if (net >= 0) strcat(said, "has a socket, ");
    if (started) strcat(said, "started a thread, ");
    if (child > 0) strcat(said, "started a process, ");
    if (killed == 0) strcat(said, "may signal the program, ");
    if (read_only >= 0) strcat(said, "reads");
    return said;
}

static int32_t process(const void *model, void *scratch, const copydesk_document *document, const copydesk_call *call)
{
    struct scratch *own = scratch;
    copydesk_annotation mark = {.start = 0, .end = 0, .score = NAN};
    copydesk_attr said = {.key = COPYDESK_STR("said"), .kind = COPYDESK_ATTR_TEXT};
    (void)model;
    if (own->poisoned)
        crash();
    if (says(document, "SEGFAULT"))
        crash();
    if (says(document, "ABORT"))
        abort();
    if (says(document, "EXIT"))
        exit(3);
    if (says(document, "OVERFLOW"))
        deep(0);
    if (says(document, "LOOP"))
        while (!never)
            ;
    if (says(document, "SLEEP"))
        for (;;)
            pause();
    if (says(document, "EAT"))
        for (;;) {
            char *piece = malloc(1 << 20);
            memset(piece, 1, 1 << 20);
        }
    if (says(document, "LEAK")) {
        char *piece = malloc(32 << 20);
        memset(piece, 1, 32 << 20);
    }
    if (says(document, "PRINT"))
        puts("a stage has no business here"), fflush(stdout);
    if (says(document, "SCRIBBLE"))
        for (int fd = 0; fd < 64; fd++)
            if (write(fd, "ffffrubbish", 11) < 0)
                errno = 0;
    if (says(document, "CLOSE"))
        for (int fd = 0; fd < 64; fd++)
            close(fd);
    if (says(document, "POISON"))
        own->poisoned = 1;
    if (says(document, "TRY")) {
        const char *words = try_everything();
        said.text.ptr = words;
        said.text.len = strlen(words);
        mark.n_attrs = 1;
    }
    (void)call->emit(call->ctx, COPYDESK_STR("mark"), &mark, 1, &said, 1);
    return 0;
}

static void close_scratch(void *scratch)
{
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
