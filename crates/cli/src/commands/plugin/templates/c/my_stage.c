/* my-stage: a copydesk stage that marks words to look out for.
 *
 * copydesk_stage.h beside this file is the manual: call order, threads, memory. Every layer, label,
 * attribute and link that `process` emits must be declared in the manifest, and every earlier layer
 * that it reads be named there under "requires" or "optional": the host hands over those alone.
 */
#include "copydesk_stage.h"

#include <math.h>
#include <string.h>

#define MANIFEST                                                                               \
    "{\"abi\": 1, \"name\": \"my-stage\", \"version\": \"0.1.0\","                             \
    " \"description\": \"words to look out for\","                                             \
    " \"requires\": [],"                                                                       \
    " \"provides\": [{\"layer\": \"my_stage\","                                                \
    "   \"description\": \"a word to look out for\","                                          \
    "   \"attrs\": {\"word\": {\"type\": \"text\", \"description\": \"it, in lower case\"}}}]," \
    " \"examples\": [{\"text\": \"Breaking: the bridge is closed.\","                          \
    "   \"expect\": {\"my_stage\": [\"Breaking\"]}}]}"

COPYDESK_MANIFEST(MANIFEST);

static const char *const words[] = {"breaking", "exclusive"};

static int is_letter(unsigned char c)
{
    /* A byte above ASCII is part of some letter, as far as the ends of words go. */
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The known word that stands at [text, text + len), whatever its case there, or NULL. */
static const char *known(const char *text, uint64_t len)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        uint64_t at = 0;
        if (strlen(words[i]) != len)
            continue;
        while (at < len && lower(text[at]) == words[i][at])
            at++;
        if (at == len)
            return words[i];
    }
    return NULL;
}

/* Called once, at the start: put what all workers share at *model. */
static int32_t create(const copydesk_host *host, void **model)
{
    (void)host;
    *model = NULL;
    return 0;
}

/* Called once a worker: put that worker's own memory at *scratch. */
static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    *scratch = NULL;
    return 0;
}

/* Called for each article, from many threads at once. All positions are bytes of the text. */
static int32_t process(const void *model, void *scratch, const copydesk_document *document,
                       const copydesk_call *call)
{
    const char *text = document->text.ptr;
    uint64_t len = document->text.len;
    (void)model;
    (void)scratch;
    for (uint64_t start = 0; start < len;) {
        uint64_t end = start;
        while (end < len && is_letter((unsigned char)text[end]))
            end++;
        const char *word = end > start ? known(text + start, end - start) : NULL;
        if (word != NULL) {
            const copydesk_attr attr = {
                .key = COPYDESK_STR("word"), .kind = COPYDESK_ATTR_TEXT, .text = {word, strlen(word)}};
            const copydesk_annotation found = {
                .start = (uint32_t)start, .end = (uint32_t)end, .score = NAN, .n_attrs = 1};
            /* 0 means that the host refused the record and wants no more of this article. */
            if (call->emit(call->ctx, COPYDESK_STR("my_stage"), &found, 1, &attr, 1) == 0)
                return 1;
        }
        start = end > start ? end : start + 1;
    }
    return 0;
}

static void release(void *nothing)
{
    (void)nothing;
}

COPYDESK_EXPORT const copydesk_stage copydesk_stage_v1 = {
    .size = sizeof(copydesk_stage),
    .abi = COPYDESK_ABI,
    .fingerprint = COPYDESK_FINGERPRINT,
    .manifest = {copydesk_manifest_text, sizeof(copydesk_manifest_text) - 1},
    .create = create,
    .open = open_scratch,
    .process = process,
    .close = release,
    .destroy = release,
};
