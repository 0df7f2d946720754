/* readability: how hard an article is to read, as one annotation of the whole article.
 *
 * A stage in plain C, built from copydesk_stage.h alone. It counts words, sentences and syllables in
 * the sentences that are the article's own, and gives two classic figures:
 *
 *   ease   Flesch reading ease, 206.835 - 1.015 words/sentence - 84.6 syllables/word (Flesch 1948)
 *   grade  Flesch-Kincaid grade level, 0.39 words/sentence + 11.8 syllables/word - 15.59
 *          (Kincaid et al. 1975)
 *
 * Syllables are counted as groups of vowels, less a silent final e: within a few per cent of a
 * dictionary's count over an article of English, and useless for a single word.
 */
#include "copydesk_stage.h"

#include <math.h>
#include <string.h>

#define MANIFEST                                                                                  \
    "{\"abi\": 1, \"name\": \"readability\", \"version\": \"0.1.0\","                             \
    " \"description\": \"how hard the article is to read (Flesch, Flesch-Kincaid)\","             \
    " \"license\": \"Apache-2.0 OR MIT\","                                                        \
    " \"requires\": [\"sentence\", \"token\"],"                                                   \
    " \"provides\": [{\"layer\": \"readability\","                                                \
    "   \"description\": \"figures for the whole article\","                                      \
    "   \"attrs\": {"                                                                             \
    "     \"words\": {\"type\": \"integer\", \"description\": \"words in the article's sentences\"},"   \
    "     \"sentences\": {\"type\": \"integer\", \"description\": \"sentences, headings not counted\"},"\
    "     \"ease\": {\"type\": \"number\", \"description\": \"Flesch reading ease, higher is easier\"},"\
    "     \"grade\": {\"type\": \"number\", \"description\": \"Flesch-Kincaid grade level\"}}}]}"

COPYDESK_MANIFEST(MANIFEST);

static int same(copydesk_str a, const char *b)
{
    size_t len = strlen(b);
    return a.len == len && (len == 0 || memcmp(a.ptr, b, len) == 0);
}

static const copydesk_layer *find(const copydesk_document *document, const char *name)
{
    for (uint64_t i = 0; i < document->n_layers; i++)
        if (same(document->layers[i].name, name))
            return &document->layers[i];
    return NULL;
}

static int is_letter(unsigned char c)
{
    /* A byte above ASCII is part of some letter as far as counting goes. */
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static int is_vowel(unsigned char c)
{
    return c != 0 && strchr("aeiouyAEIOUY", c) != NULL;
}

/* Syllables of the letters in [word, word + len), at least 1; 0 where there is no letter. */
static uint64_t syllables(const char *word, uint64_t len)
{
    uint64_t groups = 0, letters = 0;
    int in_group = 0;
    for (uint64_t i = 0; i < len; i++) {
        int vowel = is_vowel((unsigned char)word[i]);
        letters += (uint64_t)is_letter((unsigned char)word[i]);
        groups += (uint64_t)(vowel && !in_group);
        in_group = vowel;
    }
    if (letters == 0)
        return 0;
    if (groups > 1 && (word[len - 1] == 'e' || word[len - 1] == 'E') && !is_vowel((unsigned char)word[len - 2]))
        groups--;
    return groups > 0 ? groups : 1;
}

static int32_t create(const copydesk_host *host, void **model)
{
    (void)host;
    *model = NULL;
    return 0;
}

static int32_t open_scratch(const void *model, void **scratch)
{
    (void)model;
    *scratch = NULL;
    return 0;
}

static int32_t process(const void *model, void *scratch, const copydesk_document *document,
                       const copydesk_call *call)
{
    (void)model;
    (void)scratch;
    const copydesk_layer *sentences = find(document, "sentence");
    const copydesk_layer *tokens = find(document, "token");
    if (sentences == NULL || tokens == NULL) {
        call->fail(call->ctx, COPYDESK_STR("the layers sentence and token are missing"));
        return 1;
    }

    uint64_t n_sentences = 0, n_words = 0, n_syllables = 0, token = 0;
    for (uint64_t i = 0; i < sentences->n_annotations; i++) {
        const copydesk_annotation *sentence = &sentences->annotations[i];
        uint64_t words_before = n_words;
        int counts = same(sentence->label, "body");
        /* Both layers are in text order, so the tokens are walked once. */
        for (; token < tokens->n_annotations && tokens->annotations[token].start < sentence->end; token++) {
            const copydesk_annotation *word = &tokens->annotations[token];
            if (!counts || word->start < sentence->start)
                continue;
            uint64_t in_word = syllables(document->text.ptr + word->start, word->end - word->start);
            n_words += in_word > 0;
            n_syllables += in_word;
        }
        n_sentences += n_words > words_before;
    }
    /* Nothing to measure: the layer stays empty. */
    if (n_sentences == 0)
        return 0;

    double per_sentence = (double)n_words / (double)n_sentences;
    double per_word = (double)n_syllables / (double)n_words;
    /* Two decimals are more than the method is good for. */
    double ease = round(100 * (206.835 - 1.015 * per_sentence - 84.6 * per_word)) / 100;
    double grade = round(100 * (0.39 * per_sentence + 11.8 * per_word - 15.59)) / 100;
    const copydesk_attr attrs[] = {
        {.key = COPYDESK_STR("words"), .kind = COPYDESK_ATTR_INTEGER, .integer = (int64_t)n_words},
        {.key = COPYDESK_STR("sentences"), .kind = COPYDESK_ATTR_INTEGER, .integer = (int64_t)n_sentences},
        {.key = COPYDESK_STR("ease"), .kind = COPYDESK_ATTR_NUMBER, .number = ease},
        {.key = COPYDESK_STR("grade"), .kind = COPYDESK_ATTR_NUMBER, .number = grade},
    };
    const copydesk_annotation figures = {
        .start = COPYDESK_NO_SPAN, .end = COPYDESK_NO_SPAN, .score = NAN, .n_attrs = 4};
    return call->emit(call->ctx, COPYDESK_STR("readability"), &figures, 1, attrs, 4) == 0;
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
