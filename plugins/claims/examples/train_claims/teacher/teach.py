#!/usr/bin/env python3
"""Asks two larger models how much sentences without labels deserve checking (Hinton et al. 2015).

    python3 teach.py DATA_DIR [WEIGHTS]

`crates/learn/teacher/encoder.py` says what it needs. The upper layers of both
are tuned on claims/claimbuster.train without the first of the five folds that train_claims draws,
so that the pupil can be measured and calibrated on that fold. It writes, into this script's folder, a byte a
line of each corpus: 0 for a line without a judgement, else the log-odds that it is worth checking, the mean of
the two models', in sixteenths, plus 128. Lines that ClaimBuster has too, in whatever part that is here, get none.

Then it judges altered sentences: pieces of those that it was tuned on and of the debates, what is left without a piece, and
beginnings of one with the end of another. They tell the pupils which words of a sentence it is that count
(as Tang et al. 2019 do, by other alterations). `variants.rs` draws the same ones.

It takes some four hours of one core. WEIGHTS is a folder that the tuned weights are kept in, and found
again the next time.
"""

import json
import math
import random
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[5] / "crates/learn/teacher"))
from encoder import MINILM, MPNET, Body, Descent  # noqa: E402

# The models, how many of the lowest layers of each stay as they came, and how fast the others learn.
TEACHERS = {"minilm": (MINILM, 2, 1e-4), "mpnet": (MPNET, 4, 4e-5)}
ATTENTION_DROPOUT = 0.1
FOLDS, HELD_OUT = 5, 0
EPOCHS, BATCH = 3, 32
# The lines of news that are judged: so many of all, and of the others so many that are most like debates.
NEWS_LINES, LIKE_DEBATES = 16_000, 6_000
# Of the altered sentences: how often each sentence is altered in each way, the fewest words of one that is, and the
# most that one has after it.
ROUNDS, FEWEST, LONGEST = 2, 6, 45


def split(text):
    """BERT's words: lower case, without accents, marks by themselves."""
    text = unicodedata.normalize("NFD", text.lower())
    words, word = [], ""
    for char in text:
        kind = unicodedata.category(char)
        if kind == "Mn":
            continue
        mark = kind[0] == "P" or char in "$+<=>^`|~"
        if mark or char.isspace() or kind[0] == "C":
            words += [word] if word else []
            words += [char] if mark else []
            word = ""
        else:
            word += char
    return words + ([word] if word else [])


def encode(model, text, longest):
    numbers = [piece for word in split(text) for piece in model.pieces(word)]
    return [model.mark("begin"), *numbers[: longest - 2], model.mark("end")]


class Teacher(nn.Module):
    """The encoder, the mean of what it makes of the pieces, and a margin."""

    def __init__(self, model, frozen):
        super().__init__()
        self.body = Body(model, frozen, ATTENTION_DROPOUT)
        self.margin = nn.Linear(model.size, 1)
        nn.init.normal_(self.margin.weight, std=0.02)
        nn.init.zeros_(self.margin.bias)

    def forward(self, batch):
        state, there = self.body(batch)
        mean = (state * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return self.margin(F.dropout(mean, 0.1, self.training))[:, 0]


class Draws:
    """Numbers as copydesk_learn::rng draws them."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        whole = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & whole
        mixed = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & whole
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & whole
        return ((mixed ^ (mixed >> 31)) * bound) >> 64


def held_out(count):
    """The fold that the teacher must not see, as copydesk_learn::eval::folds draws it."""
    draws, order = Draws(1), list(range(count))
    for last in range(count - 1, 0, -1):
        other = draws.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return sorted(order[HELD_OUT::FOLDS])


def variants(texts):
    """The altered sentences; copydesk's training has the same function, which must draw the same."""
    draws, found = Draws(1), []
    sentences = [text.split(" ") for text in texts]
    for words in sentences:
        size = len(words)
        for _ in range(ROUNDS if size >= FEWEST else 0):
            least = max(4, 2 * size // 5)
            length = least + draws.below(size - least)
            start = draws.below(size - length + 1)
            found.append(words[start : start + length])
            length = 1 + draws.below(2 * size // 5)
            start = draws.below(size - length + 1)
            found.append(words[:start] + words[start + length :])
            other = sentences[draws.below(len(sentences))]
            head = 3 + draws.below(size - 4)
            if len(other) >= FEWEST:
                tail = 2 + draws.below(len(other) - 4)
                found.append((words[:head] + other[tail:])[:LONGEST])
    return [" ".join(words) for words in found]


def tune(teacher, items, labels, rate):
    rng = np.random.default_rng(1)
    head = list(teacher.margin.parameters())
    descent = Descent(teacher.body.learning(), head, rate, EPOCHS * -(-len(items) // BATCH))
    for epoch in range(EPOCHS):
        teacher.train()
        order, batches = rng.permutation(len(items)), []
        for start in range(0, len(order), 16 * BATCH):  # of like length, for speed
            pool = sorted(order[start : start + 16 * BATCH], key=lambda at: len(items[at]))
            batches += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        for at in rng.permutation(len(batches)):
            margins = teacher([items[item] for item in batches[at]])
            truth = torch.tensor([float(labels[item]) for item in batches[at]])
            descent.step(F.binary_cross_entropy_with_logits(margins, truth))
        print(f"pass {epoch + 1} of {EPOCHS}", flush=True)


def judge(teacher, texts, longest):
    """The log-odds of each text, of which no more pieces are read than `longest`."""
    items = [encode(teacher.body.model, text, longest) for text in texts]
    teacher.eval()
    margins = [0.0] * len(items)
    order = sorted(range(len(items)), key=lambda at: len(items[at]))
    with torch.no_grad():
        for start in range(0, len(order), 64):
            batch = order[start : start + 64]
            for at, margin in zip(batch, teacher([items[at] for at in batch]).tolist()):
                margins[at] = margin
    return margins


def average_precision(margins, labels):
    ranked = [label for _, label in sorted(zip(margins, labels), key=lambda pair: -pair[0])]
    hits = np.cumsum(ranked)
    return float(np.mean([hits[at] / (at + 1) for at, label in enumerate(ranked) if label]))


def picked(lines, known, shortest, longest):
    """The lines to be judged, by number: each once, of some length, none that ClaimBuster has."""
    seen, found = set(known), []
    for at, line in enumerate(lines):
        words = tuple(split(line))
        if words in seen:
            continue
        seen.add(words)
        if shortest <= len(encode(MINILM, line, 200)) <= longest and len(line.split()) >= 4:
            found.append(at)
    return found


def most_like(lines, numbers, wanted):
    """Those of the lines, by number, that are more like the texts `wanted` than like the lines, the likest first: by the
    difference of two unigram models' cross-entropies (Moore & Lewis 2010)."""
    ours = Counter(word for text in wanted for word in split(text))
    theirs = Counter(word for at in numbers for word in split(lines[at]))
    kinds = len(ours | theirs)

    def gain(word):
        return math.log((ours[word] + 1) / (ours.total() + kinds) * (theirs.total() + kinds) / (theirs[word] + 1))

    def mean_gain(at):
        words = split(lines[at])
        return sum(map(gain, words)) / len(words)

    return sorted(numbers, key=mean_gain, reverse=True)


def write(name, count, judged, margins):
    judgements = bytearray(count)
    for at, margin in zip(judged, margins):
        judgements[at] = min(255, max(1, round(16 * margin) + 128))
    (Path(__file__).parent / name).write_bytes(judgements)
    print(f"{name}: {len(judged)} of {count} lines", flush=True)


def main():
    data = Path(sys.argv[1])

    def read(name):
        lines = (data / name).read_text(encoding="utf8").rstrip("\n").split("\n")
        return [json.loads(line) for line in lines]

    train = read("claims/claimbuster.train.jsonl")
    held = held_out(len(train))
    rest = sorted(set(range(len(train))) - set(held))
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    teachers = {}
    for name, (model, frozen, rate) in TEACHERS.items():
        torch.manual_seed(1)
        teacher = teachers[name] = Teacher(model, frozen)
        weights = kept and kept / f"{name}.pt"
        if weights and weights.exists():
            teacher.load_state_dict(torch.load(weights))
        else:
            items = [encode(model, train[at]["text"], 48) for at in rest]
            tune(teacher, items, [train[at]["label"] for at in rest], rate)
            if weights:
                torch.save(teacher.state_dict(), weights)
        margins = judge(teacher, [train[at]["text"] for at in held], 48)
        precision = average_precision(margins, [train[at]["label"] for at in held])
        print(f"{name}, the fold it has not seen: average precision {100 * precision:.2f}", flush=True)

    def judge_by_both(texts, longest):
        by_each = [judge(teacher, texts, longest) for teacher in teachers.values()]
        return [sum(margins) / len(margins) for margins in zip(*by_each)]

    known = {tuple(split(record["text"])) for record in train + read("claims/claimbuster.dev.jsonl")}
    debates = [record["text"] for record in read("claims/checkthat19.train.jsonl")]
    news = (data / "raw/news.txt").read_text(encoding="utf8").rstrip("\n").split("\n")
    of_debates = picked(debates, known, 6, 50)
    of_news = picked(news, known, 8, 44)
    random.Random(1).shuffle(of_news)
    others = set(of_news[NEWS_LINES:])
    likest = [at for at in most_like(news, of_news, debates) if at in others]
    of_news = of_news[:NEWS_LINES] + likest[:LIKE_DEBATES]
    for name, lines, chosen in [("debates.bin", debates, of_debates), ("news.bin", news, of_news)]:
        write(name, len(lines), chosen, judge_by_both([lines[at] for at in chosen], 200))
    altered = variants([train[at]["text"] for at in rest] + [debates[at] for at in of_debates])
    write("variants.bin", len(altered), range(len(altered)), judge_by_both(altered, LONGEST + 15))


if __name__ == "__main__":
    main()
