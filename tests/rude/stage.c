/* A stage that breaks the contract in the one way that its define names: in its table, its manifest or
 * its records. For the host's tests and the check's; conduct.c has those that misbehave otherwise. */
#ifdef NO_SYMBOL
#define copydesk_stage_v1 some_other_symbol
#endif
#include "copydesk_stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef RUDE_ABI
#define RUDE_ABI COPYDESK_ABI
#endif
#ifndef RUDE_FINGERPRINT
#define RUDE_FINGERPRINT COPYDESK_FINGERPRINT
#endif
#ifndef RUDE_MANIFEST_ABI
#define RUDE_MANIFEST_ABI "1"
#endif
#ifndef RUDE_REQUIRES
#define RUDE_REQUIRES ""
#endif
#ifndef RUDE_PROVIDES
#define RUDE_PROVIDES "mark"
#endif

#define RUDE_MANIFEST(abi, name) \
    "{\"abi\": " abi ", \"name\": \"" name "\", \"version\": \"0.1.0\", \"description\": \"\"," \
    " \"requires\": [" RUDE_REQUIRES "]," \
    " \"provides\": [{\"layer\": \"" RUDE_PROVIDES "\", \"description\": \"\", \"labels\": [\"good\"]," \
    "   \"attrs\": {\"n\": {\"type\": \"integer\", \"description\": \"\"}}," \
    "   \"links\": {\"to\": {\"to\": \"" RUDE_PROVIDES "\", \"description\": \"\"}}}]}"

#ifdef NO_MANIFEST
static const char copydesk_manifest_text[] = RUDE_MANIFEST(RUDE_MANIFEST_ABI, "rude");
#else
COPYDESK_MANIFEST(RUDE_MANIFEST(RUDE_MANIFEST_ABI, "rude"));
#endif
#ifdef LYING_MANIFEST
static const char other_manifest[] = RUDE_MANIFEST(RUDE_MANIFEST_ABI, "meek");
#define TABLE_MANIFEST other_manifest
#else
#define TABLE_MANIFEST copydesk_manifest_text
#endif

static int32_t process(const void *model, void *scratch, const copydesk_document *document, const copydesk_call *call);

static int32_t create(const copydesk_host *host, void **model)
{
    *model = NULL;
    (void)process;
#ifdef REFUSE_CREATE
    host->fail(host->ctx, COPYDESK_STR("the model of the year 1900 is not here; install it"));
    return 7;
#else
    (void)host;
    return 0;
#endif
}

static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    /* What the last call left behind, for the rude ways that need it. */
    *scratch = calloc(1, sizeof(copydesk_call));
    return *scratch == NULL;
}

static void emit(const copydesk_call *call, copydesk_annotation annotation, const copydesk_attr *attrs, uint64_t n)
{
    annotation.n_attrs = n;
    (void)call->emit(call->ctx, COPYDESK_STR(RUDE_PROVIDES), &annotation, 1, attrs, n);
}

/* The bytes of the character that begins with this one. */
static uint32_t width(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static int32_t process(const void *model, void *scratch, const copydesk_document *document, const copydesk_call *call)
{
    copydesk_annotation good = {.start = 0, .end = 1, .score = NAN, .label = COPYDESK_STR("good")};
    copydesk_annotation bad = good;
    (void)model;
    (void)emit;
    (void)bad;
    if (document->text.len == 0)
        return 0;
    /* The whole first character; HALF_A_CHARACTER stays with its first byte. */
    good.end = width((unsigned char)document->text.ptr[0]);
#ifndef HALF_A_CHARACTER
    bad.end = good.end;
#endif
#if defined(PAST_THE_END)
    bad.end = (uint32_t)document->text.len + 1;
    emit(call, bad, NULL, 0);
#elif defined(BACKWARDS)
    bad.start = 1, bad.end = 0;
    emit(call, bad, NULL, 0);
#elif defined(HALF_A_CHARACTER)
    /* The test's article begins with a character of two bytes. */
    emit(call, bad, NULL, 0);
#elif defined(WRONG_LABEL)
    bad.label = COPYDESK_STR("evil");
    emit(call, bad, NULL, 0);
#elif defined(WRONG_LAYER)
    (void)call->emit(call->ctx, COPYDESK_STR("entity"), &good, 1, NULL, 0);
#elif defined(WRONG_KIND)
    copydesk_attr attr = {.key = COPYDESK_STR("n"), .kind = COPYDESK_ATTR_TEXT, .text = COPYDESK_STR("x")};
    emit(call, good, &attr, 1);
#elif defined(NO_SUCH_KIND)
    copydesk_attr attr = {.key = COPYDESK_STR("n"), .kind = 99};
    emit(call, good, &attr, 1);
#elif defined(TWICE)
    copydesk_attr attrs[2] = {{.key = COPYDESK_STR("n"), .kind = COPYDESK_ATTR_INTEGER, .integer = 1}};
    attrs[1] = attrs[0];
    emit(call, good, attrs, 2);
#elif defined(DANGLING)
    copydesk_attr attr = {.key = COPYDESK_STR("to"), .kind = COPYDESK_ATTR_LINK, .target = call->reserve(call->ctx)};
    emit(call, good, &attr, 1);
#elif defined(FOREIGN_ID)
    bad.id = 1000000;
    emit(call, bad, NULL, 0);
#elif defined(SAME_ID)
    bad.id = call->reserve(call->ctx);
    emit(call, bad, NULL, 0);
    emit(call, bad, NULL, 0);
#elif defined(INFINITE)
    bad.score = INFINITY;
    emit(call, bad, NULL, 0);
#elif defined(NOT_UTF8)
    bad.label = COPYDESK_STR("\xff");
    emit(call, bad, NULL, 0);
#elif defined(NULL_POINTER)
    bad.label.ptr = NULL;
    emit(call, bad, NULL, 0);
#elif defined(OUTSIDE_ATTRS)
    bad.first_attr = 5, bad.n_attrs = 3;
    (void)call->emit(call->ctx, COPYDESK_STR(RUDE_PROVIDES), &bad, 1, NULL, 0);
#elif defined(A_MILLION)
    for (int i = 0; i < 1000000 && !call->cancelled(call->ctx); i++)
        emit(call, good, NULL, 0);
#elif defined(AFTER_FAILURE)
    bad.end = bad.start - 1;
    emit(call, bad, NULL, 0);
    emit(call, good, NULL, 0);
#elif defined(FAILS_ON_ODD)
    if (memchr(document->text.ptr, '!', document->text.len) != NULL) {
        call->fail(call->ctx, COPYDESK_STR("shouting is not supported; leave such articles out"));
        return 3;
    }
    emit(call, good, NULL, 0);
#elif defined(LATE)
    /* Uses the call of the article before, whose time is over. */
    copydesk_call *last = scratch;
    if (last->emit != NULL)
        emit(last, good, NULL, 0);
    memcpy(last, call, sizeof(*last));
    emit(call, good, NULL, 0);
#else
    emit(call, good, NULL, 0);
#endif
    (void)scratch;
    (void)good;
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
    .abi = RUDE_ABI,
    .fingerprint = RUDE_FINGERPRINT,
    .manifest = {TABLE_MANIFEST, sizeof(TABLE_MANIFEST) - 1},
    .create = create,
    .open = open_scratch,
#ifndef NO_PROCESS
    .process = process,
#endif
    .close = close_scratch,
    .destroy = destroy,
};
