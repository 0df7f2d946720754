#!/usr/bin/env python3
"""Runs another tool over articles and writes what it finds as copydesk's records, to be compared.

    other-tools.py TOOL articles.jsonl > theirs.jsonl
    copydesk eval TASK --gold articles.jsonl theirs.jsonl

TOOL is one of

    spacy-tags, spacy-sentences, spacy-entities    spaCy's en_core_web_sm
    textacy                                        textacy's direct_quotations, by the same model
    lead, luhn, lsa, textrank, lexrank, kl         the first sentences, and sumy's summarisers

Each is used as its documentation says, one article after the other in one thread. Standard error says how many
words a second that made, without the time to start. `pip install spacy textacy sumy`, and the model by
`python -m spacy download en_core_web_sm`; --model takes another.
"""

import argparse
import importlib
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

# OntoNotes' kinds as copydesk's classes; those that are no names, sums or dates are left out.
CLASSES = {
    "PERSON": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "FAC", "NORP": "NORP",
    "PRODUCT": "PRODUCT", "WORK_OF_ART": "MISC", "EVENT": "MISC", "LAW": "MISC", "LANGUAGE": "MISC",
    "MONEY": "MONEY", "DATE": "DATE",
}  # fmt: skip


class Record:
    """An article's annotations, in copydesk's form."""

    def __init__(self, article):
        self.article, self.layers, self.count = article, {}, 0

    def add(self, layer, start, end, **more):
        text = self.article["text"][start:end]
        self.layers.setdefault(layer, []).append(
            {"id": self.count, "start": start, "end": end, "text": text, **more}
        )
        self.count += 1
        return self.count - 1

    def line(self):
        head = {"schema": "copydesk/1", "id": self.article["id"], "offsets": "char", "text": self.article["text"]}
        return json.dumps(head | {"annotations": self.layers, "stages": [], "problems": []}, ensure_ascii=False)


def spacy_tool(tool, model):
    import spacy

    # What a task does not need is left out, as spaCy advises.
    unused = {
        "spacy-tags": ["parser", "ner", "lemmatizer"],
        "spacy-sentences": ["ner", "lemmatizer"],
        "spacy-entities": ["tagger", "parser", "attribute_ruler", "lemmatizer"],
        "textacy": ["ner"],
    }
    nlp = spacy.load(model, exclude=unused[tool])
    nlp.max_length = 10**9

    def tags(doc, record):
        for token in doc:
            if not token.is_space:
                record.add("token", token.idx, token.idx + len(token), label=token.tag_)

    def sentences(doc, record):
        for sentence in doc.sents:
            text = sentence.text
            start = sentence.start_char + len(text) - len(text.lstrip())
            if text.strip():
                record.add("sentence", start, start + len(text.strip()))

    def entities(doc, record):
        for one in doc.ents:
            if one.label_ in CLASSES:
                record.add("entity", one.start_char, one.end_char, label=CLASSES[one.label_])

    def quotes(doc, record):
        from textacy.extract import direct_quotations

        try:
            found = list(direct_quotations(doc))
        except ValueError:  # an odd number of marks
            return
        for speaker, cue, content in found:
            links = {}
            for layer, words in (("source", speaker), ("cue", cue)):
                end = words[-1].idx + len(words[-1])
                links[layer] = record.add(layer, words[0].idx, end)
            record.add("quote", content.start_char, content.end_char, label="direct", links=links)

    take = {"spacy-tags": tags, "spacy-sentences": sentences, "spacy-entities": entities, "textacy": quotes}[tool]

    def run(record):
        take(nlp(record.article["text"]), record)

    return run


def sumy_tool(tool):
    from sumy.nlp.stemmers import Stemmer
    from sumy.nlp.tokenizers import Tokenizer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.utils import get_stop_words

    names = {"luhn": "Luhn", "lsa": "Lsa", "textrank": "TextRank", "lexrank": "LexRank", "kl": "KL"}
    tokenizer = Tokenizer("english")
    if tool == "lead":
        summarise = lambda document, length: document.sentences[:length]  # noqa: E731
    else:
        # sumy.summarizers.lsa and its like.
        module = importlib.import_module({"lexrank": "sumy.summarizers.lex_rank", "textrank": "sumy.summarizers.text_rank"}.get(tool, f"sumy.summarizers.{tool}"))
        summarise = getattr(module, f"{names[tool]}Summarizer")(Stemmer("english"))
        summarise.stop_words = get_stop_words("english")

    def run(record):
        text = record.article["text"]
        document = PlaintextParser.from_string(text, tokenizer).document
        for sentence in summarise(document, 3):
            start = max(text.find(str(sentence)), 0)
            record.add("summary", start, start + len(str(sentence)))

    return run


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tool")
    options.add_argument("articles")
    options.add_argument("--model", default="en_core_web_sm")
    options = options.parse_args()
    spacy = options.tool == "textacy" or options.tool.startswith("spacy-")
    run = spacy_tool(options.tool, options.model) if spacy else sumy_tool(options.tool)
    with open(options.articles, encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    words, seconds = 0, 0.0
    for article in articles:
        record = Record(article)
        start = time.perf_counter()
        run(record)
        seconds += time.perf_counter() - start
        words += len(article["text"].split())
        print(record.line())
    print(f"{options.tool}: {words} words in {seconds:.1f} s, {words / seconds:.0f} words/s", file=sys.stderr)


main()
