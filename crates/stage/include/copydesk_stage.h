/* copydesk_stage.h: what a copydesk stage is, for C and C++.
 *
 * A stage is a shared library that reads an article and hands back annotations. It is a pure
 * function of the article's text, the layers that it declared, and its configuration. It exports
 * one symbol, `copydesk_stage_v1`, and carries its manifest as a section of the file, so that the
 * host knows what it needs and gives before running any of its code.
 *
 * The order of calls:
 *
 *   create   once; the model that all workers share
 *     open     once a worker; that worker's scratch memory
 *       process  once an article
 *     close
 *   destroy
 *
 * Threads: `process` runs on any thread, on many at once with the same model, and never twice at
 * once with the same scratch. The other functions are never called at the same time as each other
 * or as `process` on the same object. Different stages may be created at the same time. A stage starts
 * no threads inside `process`: the host has them all busy already.
 *
 * Memory: what the host passes in may be read until the call returns and is never written. What the
 * stage passes to a host function is copied before that function returns. Nothing that one side
 * allocates is freed by the other.
 *
 * Strings are UTF-8 with a length, without a closing NUL; they may be empty and may hold NULs. Where
 * the length is 0 the pointer may be null. All positions are UTF-8 bytes, half-open: `start` is the
 * first byte inside, `end` the first after.
 *
 * Growth: copydesk_str, copydesk_attr, copydesk_annotation and copydesk_layer stand in arrays and
 * are frozen for ever. The tables (document, call, host, stage) grow at their end only; `size` says
 * how much of one is there, and a field past it must not be read. Anything larger is an extension,
 * asked for by name.
 *
 * Errors: a function of the stage that returns int32_t returns 0 for success and anything else for
 * failure, preferably after calling `fail` with a sentence for a person. A failed `process` loses
 * its records for that article; the article goes on to the stages that do not need them. A C++
 * exception must not leave a stage's function.
 */
#ifndef COPYDESK_STAGE_H
#define COPYDESK_STAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The number of this ABI. It follows no release: it changes only where a stage built for one host
 * could not run in the next. */
#define COPYDESK_ABI 1u

/* A digest of the layout of every struct below, as ABI 1 began. Host and stage compare it. */
#define COPYDESK_FINGERPRINT UINT64_C(0xaff1afc7e2f9f261)

/* Words. */
typedef struct copydesk_str {
    const char *ptr;
    uint64_t len;
} copydesk_str;

/* The kinds of attribute, and which field holds the value. */
#define COPYDESK_ATTR_TEXT 0u    /* text */
#define COPYDESK_ATTR_INTEGER 1u /* integer */
#define COPYDESK_ATTR_NUMBER 2u  /* number; finite */
#define COPYDESK_ATTR_BOOLEAN 3u /* integer; 0 or 1 */
#define COPYDESK_ATTR_LINK 4u    /* target; the id of another annotation, `key` being the role */

/* A property of an annotation, or its link to another. Fields that the kind does not use are 0. An
 * attribute or role that the manifest declares as "many" may be given several times. Frozen. */
typedef struct copydesk_attr {
    copydesk_str key;
    uint32_t kind;
    uint32_t target;
    int64_t integer;
    double number;
    copydesk_str text;
} copydesk_attr;

/* `start` and `end` of an annotation that is about the whole document. */
#define COPYDESK_NO_SPAN UINT32_MAX

/* One annotation. Frozen.
 *
 * id: coming in, its number in the document. Going out, a number from `reserve`, or 0 to be given one.
 * score: NaN where there is none.
 * first_attr, n_attrs: its attributes in the array that comes along. */
typedef struct copydesk_annotation {
    uint32_t id;
    uint32_t start;
    uint32_t end;
    float score;
    copydesk_str label;
    uint64_t first_attr;
    uint64_t n_attrs;
} copydesk_annotation;

/* The annotations of one kind, in text order: by start, the longer first where two start together.
 * Frozen. */
typedef struct copydesk_layer {
    copydesk_str name;
    const copydesk_annotation *annotations;
    uint64_t n_annotations;
    const copydesk_attr *attrs;
    uint64_t n_attrs;
} copydesk_layer;

/* An article. `layers` holds the layers that the manifest requires, and those of its optional ones
 * that are there; no others. Unknown metadata is empty. */
typedef struct copydesk_document {
    uint64_t size;
    copydesk_str text;
    copydesk_str id;
    copydesk_str title;
    copydesk_str url;
    copydesk_str published;
    copydesk_str language;
    const copydesk_layer *layers;
    uint64_t n_layers;
} copydesk_document;

/* What a stage may call during `process`, on the thread on which it was called, passing `ctx` on. */
typedef struct copydesk_call {
    uint64_t size;
    void *ctx;
    /* A number for an annotation that will be emitted later in this call, so that others can link to
     * it first. A number that is linked to but never emitted makes the host refuse the output. */
    uint32_t (*reserve)(void *ctx);
    /* Hands over `n_annotations` annotations for `layer`, and their attributes. Returns the id of the
     * first (those that came with id 0 are numbered on from there), or 0 when the host refuses one;
     * it then wants no more of this article, and the stage should return. */
    uint32_t (*emit)(void *ctx, copydesk_str layer, const copydesk_annotation *annotations,
                     uint64_t n_annotations, const copydesk_attr *attrs, uint64_t n_attrs);
    /* 1 when the result is no longer wanted: return soon, with any value. Long loops should ask. */
    int32_t (*cancelled)(void *ctx);
    /* Says why the stage is about to return a value other than 0. */
    void (*fail)(void *ctx, copydesk_str message);
} copydesk_call;

/* What a stage may call during `create`, on the same thread. */
typedef struct copydesk_host {
    uint64_t size;
    uint32_t abi;
    uint32_t reserved;
    void *ctx;
    /* The stage's configuration: a JSON object with every key that the manifest declares, already
     * checked against it. */
    copydesk_str config;
    /* Says why `create` is about to return a value other than 0. */
    void (*fail)(void *ctx, copydesk_str message);
    /* A table by name, or null when this host does not have it. No extension exists in ABI 1 yet. */
    const void *(*extension)(void *ctx, copydesk_str name);
} copydesk_host;

/* The stage: the type of the one exported symbol, `copydesk_stage_v1`. No function may be null but
 * `extension`. */
typedef struct copydesk_stage {
    uint64_t size;        /* sizeof(copydesk_stage) */
    uint32_t abi;         /* COPYDESK_ABI */
    uint32_t reserved;    /* 0 */
    uint64_t fingerprint; /* COPYDESK_FINGERPRINT */
    copydesk_str manifest;
    /* Puts the model at *model. It may be null where the stage needs none. */
    int32_t (*create)(const copydesk_host *host, void **model);
    /* Puts a worker's scratch memory at *scratch. It may be null. */
    int32_t (*open)(const void *model, void **scratch);
    int32_t (*process)(const void *model, void *scratch, const copydesk_document *document,
                       const copydesk_call *call);
    void (*close)(void *scratch);
    void (*destroy)(void *model);
    /* A table by name, or null when the stage does not have it. */
    const void *(*extension)(copydesk_str name);
} copydesk_stage;

/* Extension "copydesk_training_1": the stage learns from a user's own annotated articles. Its
 * `extension` returns a pointer to a copydesk_training under this name. The order of calls:
 *
 *   begin    once
 *   add      for each article, in the order of the user's files
 *   finish   once, if every `add` returned 0
 *   end      once, if `begin` returned 0
 *
 * All on one thread; the same articles must give the same model. */
#define COPYDESK_TRAINING "copydesk_training_1"

/* What a stage may call during `add` and `finish`, on the same thread, passing `ctx` on. */
typedef struct copydesk_lesson {
    uint64_t size;
    void *ctx;
    /* Says why the stage is about to return a value other than 0. In `add` it says what is wrong with
     * the line; the host adds its file and number. */
    void (*fail)(void *ctx, copydesk_str message);
    /* A line for the person who waits: what there is to learn, how far it is. */
    void (*say)(void *ctx, copydesk_str line);
    /* Hands over the model, or the next part of it: text, which the stage takes back as the value of
     * a configuration key of type "file" that is called "model". Only during `finish`. */
    void (*write)(void *ctx, copydesk_str text);
} copydesk_lesson;

typedef struct copydesk_training {
    uint64_t size; /* sizeof(copydesk_training) */
    /* Puts a training at *training. `host` is what `create` gets. */
    int32_t (*begin)(const copydesk_host *host, void **training);
    /* Takes in an article: `document` has the layers that the manifest requires, `line` is the JSON
     * object of the user's file, in which positions are code points. */
    int32_t (*add)(void *training, const copydesk_document *document, copydesk_str line,
                   const copydesk_lesson *lesson);
    /* Learns, and hands the model over. */
    int32_t (*finish)(void *training, const copydesk_lesson *lesson);
    void (*end)(void *training);
} copydesk_training;

/* A copydesk_str of a string literal. */
#ifdef __cplusplus
#define COPYDESK_STR(literal) copydesk_str{(literal), sizeof(literal) - 1}
#else
#define COPYDESK_STR(literal) ((copydesk_str){(literal), sizeof(literal) - 1})
#endif

#if defined(_WIN32)
#define COPYDESK_EXPORT __declspec(dllexport)
#define COPYDESK_SECTION __declspec(allocate(".cpydesk"))
#elif defined(__APPLE__)
#define COPYDESK_EXPORT __attribute__((visibility("default")))
#define COPYDESK_SECTION __attribute__((used, section("__DATA,__copydesk")))
#else
#define COPYDESK_EXPORT __attribute__((visibility("default")))
#define COPYDESK_SECTION __attribute__((used, section(".copydesk")))
#endif

/* Puts the manifest, a JSON object as a string literal, where the host finds it without loading the
 * library, and names it copydesk_manifest for the table above. Use once, at file level. */
#define COPYDESK_MANIFEST(json) \
    COPYDESK_SECTION static const char copydesk_manifest_text[] = json

/* The symbol. Define it as COPYDESK_EXPORT const copydesk_stage copydesk_stage_v1 = {…}; */
extern COPYDESK_EXPORT const copydesk_stage copydesk_stage_v1;

#ifdef __cplusplus
}
#endif

#endif
