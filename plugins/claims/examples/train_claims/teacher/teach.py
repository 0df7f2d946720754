#!/usr/bin/env python3
"""Asks a larger model how much sentences without labels deserve checking (Hinton et al. 2015).

    python3 teach.py DATA_DIR [WEIGHTS]

`crates/learn/teacher/encoder.py` says what it needs. The encoder's upper four
layers are tuned on claims/claimbuster.train without the first of the five folds that train_claims draws,
so that the pupil can be measured and calibrated on that fold. It writes, into this script's folder, a byte a
line of each corpus: 0 for a line without a judgement, else the log-odds that it is worth checking, in
sixteenths, plus 128. Lines that ClaimBuster has too, in whatever part that is here, get none.

Then it judges altered sentences: pieces of those that it was tuned on and of the debates, what is left without a piece, and
beginnings of one with the end of another. They tell the pupils which words of a sentence it is that count
(as Tang et al. 2019 do, by other alterations). `variants.rs` draws the same ones.

It takes some forty minutes on two cores. WEIGHTS is a file that the tuned weights are kept in, and found
again the next time.
"""

import json
import random
import sys
import unicodedata
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[5] / "crates/learn/teacher"))
from encoder import BEGIN, END, LAYERS, SIZE, VOCABULARY, Descent, Layer, load, pieces  # noqa: E402

FROZEN, ATTENTION_DROPOUT = 2, 0.1
FOLDS, HELD_OUT = 5, 0
EPOCHS, BATCH, RATE = 3, 32, 1e-4
NEWS_LINES = 16_000
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


def encode(text, longest):
    numbers = [piece for word in split(text) for piece in pieces(word)]
    return [BEGIN, *numbers[: longest - 2], END]


class Teacher(nn.Module):
    """The encoder, the mean of what it makes of the pieces, and a margin."""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(len(VOCABULARY) - 1, SIZE), nn.Embedding(512, SIZE)
        self.kinds, self.norm = nn.Embedding(2, SIZE), nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(ATTENTION_DROPOUT) for _ in range(LAYERS))
        self.margin = nn.Linear(SIZE, 1)
        nn.init.normal_(self.margin.weight, std=0.02)
        nn.init.zeros_(self.margin.bias)
        load(self)

    def forward(self, batch):
        longest = max(map(len, batch))
        numbers = torch.tensor([item + [0] * (longest - len(item)) for item in batch])
        there = torch.tensor([[1.0] * len(item) + [0.0] * (longest - len(item)) for item in batch])
        mask = (1 - there[:, None, None, :]) * -1e4
        with torch.no_grad():  # as it came, and without dropout
            places = torch.arange(longest)
            state = self.words(numbers) + self.places(places)[None] + self.kinds.weight[0]
            state = self.norm(state)
            for layer in self.layers[:FROZEN]:
                state = layer.eval()(state, mask)
        for layer in self.layers[FROZEN:]:
            state = layer(state, mask)
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


def tune(teacher, items, labels):
    rng = np.random.default_rng(1)
    head = list(teacher.margin.parameters())
    body = list(teacher.layers[FROZEN:].parameters())
    descent = Descent(body, head, RATE, EPOCHS * -(-len(items) // BATCH))
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


def judge(teacher, items):
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
    """The lines to be judged: each once, of some length, none that ClaimBuster has."""
    seen, found = set(known), []
    for at, line in enumerate(lines):
        words, pieces_of = tuple(split(line)), encode(line, 200)
        if words in seen:
            continue
        seen.add(words)
        if shortest <= len(pieces_of) <= longest and len(line.split()) >= 4:
            found.append((at, pieces_of))
    return found


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

    torch.manual_seed(1)
    train = read("claims/claimbuster.train.jsonl")
    items = [encode(record["text"], 48) for record in train]
    labels = [record["label"] for record in train]
    held = held_out(len(train))
    rest = sorted(set(range(len(train))) - set(held))
    teacher = Teacher()
    weights = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if weights and weights.exists():
        teacher.load_state_dict(torch.load(weights))
    else:
        tune(teacher, [items[at] for at in rest], [labels[at] for at in rest])
        if weights:
            torch.save(teacher.state_dict(), weights)
    precision = average_precision(judge(teacher, [items[at] for at in held]), [labels[at] for at in held])
    print(f"the fold it has not seen: average precision {100 * precision:.2f}")

    known = {tuple(split(record["text"])) for record in train + read("claims/claimbuster.dev.jsonl")}
    debates = [record["text"] for record in read("claims/checkthat19.train.jsonl")]
    news = (data / "raw/news.txt").read_text(encoding="utf8").rstrip("\n").split("\n")
    of_debates = picked(debates, known, 6, 50)
    of_news = picked(news, known, 8, 44)
    random.Random(1).shuffle(of_news)
    of_news = of_news[:NEWS_LINES]
    for name, lines, judged in [("debates.bin", debates, of_debates), ("news.bin", news, of_news)]:
        margins = judge(teacher, [numbers for _, numbers in judged])
        write(name, len(lines), [at for at, _ in judged], margins)
    altered = variants([train[at]["text"] for at in rest] + [debates[at] for at, _ in of_debates])
    margins = judge(teacher, [encode(text, LONGEST + 15) for text in altered])
    write("variants.bin", len(altered), range(len(altered)), margins)


if __name__ == "__main__":
    main()
