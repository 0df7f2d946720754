/* everything: a stage of ABI 1 that uses all of it, against the header as ABI 1 was released.
 *
 * FROZEN, as the header beside it is: a host that cannot load and run what is built from these two
 * has broken ABI 1, and the mend is in the host.
 *
 * For each annotation of layer "token" it emits one of layer "seen", with every kind of attribute, a
 * link back to the token, and a link to the one annotation of the whole article, whose number it
 * reserves first and emits last.
 */
#include "copydesk_stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

COPYDESK_MANIFEST(
    "{\"abi\": 1, \"name\": \"everything\", \"version\": \"1.2.3\", \"description\": \"all of ABI 1\","
    " \"license\": \"Apache-2.0 OR MIT\","
    " \"requires\": [\"token\"], \"optional\": [\"entity\"],"
    " \"provides\": ["
    "  {\"layer\": \"seen\", \"description\": \"a token\", \"labels\": [\"word\", \"mark\"], \"on_request\": false,"
    "   \"attrs\": {\"text\": {\"type\": \"text\", \"description\": \"\"},"
    "     \"place\": {\"type\": \"integer\", \"description\": \"\"},"
    "     \"half\": {\"type\": \"number\", \"description\": \"\"},"
    "     \"first\": {\"type\": \"boolean\", \"description\": \"\"},"
    "     \"letters\": {\"type\": \"text\", \"many\": true, \"description\": \"\"}},"
    "   \"links\": {\"token\": {\"to\": \"token\", \"description\": \"\"},"
    "     \"whole\": {\"to\": \"whole\", \"many\": true, \"description\": \"\"}}},"
    "  {\"layer\": \"whole\", \"description\": \"the article\","
    "   \"attrs\": {\"id\": {\"type\": \"text\", \"description\": \"\"},"
    "     \"title\": {\"type\": \"text\", \"description\": \"\"},"
    "     \"config\": {\"type\": \"text\", \"description\": \"\"},"
    "     \"entities\": {\"type\": \"integer\", \"description\": \"-1 where the layer is not there\"}}}],"
    " \"config\": {\"n\": {\"type\": \"integer\", \"default\": 7, \"minimum\": 1, \"maximum\": 9, \"values\": [], \"description\": \"\"}},"
    " \"examples\": [{\"text\": \"Ana left.\", \"expect\": {\"seen\": [\"Ana\", \"left\", \".\"]}}]}");

struct model {
    uint64_t len;
    char config[256];
};

static int32_t create(const copydesk_host *host, void **model)
{
    struct model *made = calloc(1, sizeof(*made));
    if (made == NULL || host->abi != COPYDESK_ABI || host->size < sizeof(copydesk_host)
        || host->config.len > sizeof(made->config)) {
        host->fail(host->ctx, COPYDESK_STR("the host's table is not that of ABI 1"));
        free(made);
        return 1;
    }
    if (host->extension(host->ctx, COPYDESK_STR("no.such/1")) != NULL) {
        host->fail(host->ctx, COPYDESK_STR("the host has an extension that does not exist"));
        free(made);
        return 1;
    }
    made->len = host->config.len;
    memcpy(made->config, host->config.ptr, (size_t)host->config.len);
    *model = made;
    return 0;
}

static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    *scratch = malloc(1);
    return *scratch == NULL;
}

static const copydesk_layer *find(const copydesk_document *document, const char *name)
{
    for (uint64_t i = 0; i < document->n_layers; i++) {
        copydesk_str found = document->layers[i].name;
        if (found.len == strlen(name) && memcmp(found.ptr, name, strlen(name)) == 0)
            return &document->layers[i];
    }
    return NULL;
}

static copydesk_str covered(const copydesk_document *document, const copydesk_annotation *annotation)
{
    copydesk_str words;
    words.ptr = document->text.ptr + annotation->start;
    words.len = annotation->end - annotation->start;
    return words;
}

static int32_t process(const void *opaque, void *scratch, const copydesk_document *document,
                       const copydesk_call *call)
{
    const struct model *model = opaque;
    const copydesk_layer *tokens = find(document, "token");
    const copydesk_layer *entities = find(document, "entity");
    uint32_t whole = call->reserve(call->ctx);
    (void)scratch;
    if (tokens == NULL || document->size < sizeof(copydesk_document) || call->size < sizeof(copydesk_call)) {
        call->fail(call->ctx, COPYDESK_STR("the document is not that of ABI 1"));
        return 1;
    }
    for (uint64_t i = 0; i < tokens->n_annotations && !call->cancelled(call->ctx); i++) {
        const copydesk_annotation *token = &tokens->annotations[i];
        copydesk_str words = covered(document, token);
        /* The first and the last byte, where they are characters. */
        copydesk_str first = {words.ptr, (unsigned char)words.ptr[0] < 0x80};
        copydesk_str last = {words.ptr + words.len - 1, (unsigned char)words.ptr[words.len - 1] < 0x80};
        int letter = (words.ptr[0] >= 'A' && words.ptr[0] <= 'Z') || (words.ptr[0] >= 'a' && words.ptr[0] <= 'z');
        const copydesk_attr attrs[] = {
            {.key = COPYDESK_STR("text"), .kind = COPYDESK_ATTR_TEXT, .text = words},
            {.key = COPYDESK_STR("place"), .kind = COPYDESK_ATTR_INTEGER, .integer = (int64_t)i - 1},
            {.key = COPYDESK_STR("half"), .kind = COPYDESK_ATTR_NUMBER, .number = (double)i / 2},
            {.key = COPYDESK_STR("first"), .kind = COPYDESK_ATTR_BOOLEAN, .integer = i == 0},
            {.key = COPYDESK_STR("letters"), .kind = COPYDESK_ATTR_TEXT, .text = first},
            {.key = COPYDESK_STR("letters"), .kind = COPYDESK_ATTR_TEXT, .text = last},
            {.key = COPYDESK_STR("token"), .kind = COPYDESK_ATTR_LINK, .target = token->id},
            {.key = COPYDESK_STR("whole"), .kind = COPYDESK_ATTR_LINK, .target = whole},
        };
        const copydesk_annotation seen = {
            .start = token->start, .end = token->end, .score = 0.5f,
            .label = letter ? COPYDESK_STR("word") : COPYDESK_STR("mark"),
            .n_attrs = sizeof(attrs) / sizeof(attrs[0])};
        if (call->emit(call->ctx, COPYDESK_STR("seen"), &seen, 1, attrs, seen.n_attrs) == 0)
            return 1;
    }
    const copydesk_attr attrs[] = {
        {.key = COPYDESK_STR("id"), .kind = COPYDESK_ATTR_TEXT, .text = document->id},
        {.key = COPYDESK_STR("title"), .kind = COPYDESK_ATTR_TEXT, .text = document->title},
        {.key = COPYDESK_STR("config"), .kind = COPYDESK_ATTR_TEXT, .text = {model->config, model->len}},
        {.key = COPYDESK_STR("entities"), .kind = COPYDESK_ATTR_INTEGER,
         .integer = entities == NULL ? -1 : (int64_t)entities->n_annotations},
    };
    const copydesk_annotation article = {
        .id = whole, .start = COPYDESK_NO_SPAN, .end = COPYDESK_NO_SPAN, .score = NAN, .n_attrs = 4};
    return call->emit(call->ctx, COPYDESK_STR("whole"), &article, 1, attrs, 4) != whole;
}

static const void *extension(copydesk_str name)
{
    (void)name;
    return NULL;
}

COPYDESK_EXPORT const copydesk_stage copydesk_stage_v1 = {
    .size = sizeof(copydesk_stage),
    .abi = COPYDESK_ABI,
    .fingerprint = COPYDESK_FINGERPRINT,
    .manifest = {copydesk_manifest_text, sizeof(copydesk_manifest_text) - 1},
    .create = create,
    .open = open_scratch,
    .process = process,
    .close = free,
    .destroy = free,
    .extension = extension,
};
