#!/usr/bin/env python3
"""Asks a larger model which words of texts without labels report speech (Hinton et al. 2015).

    cargo run --release -p copydesk-quotes --example train_quotes -- DATA_DIR --texts TEXTS
    python3 teach.py DATA_DIR TEXTS

`crates/learn/teacher/encoder.py` says what it needs. The encoder's upper five layers are tuned on three quarters of
quotes/polnear.train, all but those that `train_quotes --held-out` keeps back, so that the pupil can be measured on
them. For each word it says how likely it is that it begins a cue, and that it is of a cue, a source and a content.
It writes roles.tsv into this script's folder: of each text that it is asked about, spans in code points, their role,
and for cues how sure it is in hundredths.

It takes an hour of one core.
"""

import json
import random
import sys
from bisect import bisect_right
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.append(str(Path(__file__).resolve().parents[5] / "crates/learn/teacher"))
from encoder import Encoder, outputs, stretches, tune  # noqa: E402

LONGEST, EPOCHS, RATE, FROZEN = 160, 3, 2e-4, 1
BEGIN, CUE, SOURCE, CONTENT = range(4)
# How much each of the four counts in training.
SHARES = torch.tensor([1.0, 1.0, 0.5, 0.5])
# A cue of which it is less sure is not written.
LEAST_CUE = 0.06
# The texts that it is asked about, by the beginnings of their ids; raw news has none.
ASKED = ("cnndm", "")


def labelled(record):
    """An article's stretches, with the four labels of each word."""
    found = stretches(record["text"], LONGEST)
    all_words = [word for stretch in found for word in stretch.words]
    ends = [end for _, end in all_words]
    labels = torch.zeros(len(all_words), 4)
    for attribution in record["attributions"]:
        for role, key in ((CUE, "cue"), (SOURCE, "source"), (CONTENT, "content")):
            first = True
            for start, end in attribution[key]:
                at = bisect_right(ends, start)
                while at < len(all_words) and all_words[at][0] < end:
                    labels[at, role] = 1.0
                    if role == CUE and first:
                        labels[at, BEGIN] = 1.0
                    first = False
                    at += 1
    at = 0
    for stretch in found:
        stretch.labels = labels[at : at + len(stretch.words)]
        at += len(stretch.words)
    return found


def loss(margins, items):
    truth = torch.cat([item.labels for item in items])
    return F.binary_cross_entropy_with_logits(margins, truth, reduction="none").mean(0) @ SHARES


def runs(chances):
    """From where to where numbers are half or more."""
    found, start = [], None
    for at, chance in enumerate([*chances, 0.0]):
        if chance >= 0.5 and start is None:
            start = at
        elif chance < 0.5 and start is not None:
            found.append((start, at))
            start = None
    return found


def cues(begins, within):
    """Cues with their probability: each goes on while its words are half as likely as the first."""
    found = []
    for start, chance in enumerate(begins):
        if chance < LEAST_CUE:
            continue
        end = start + 1
        while end < len(begins) and begins[end] < 0.5 * within[end] and within[end] >= 0.5 * chance:
            end += 1
        found.append((start, end, chance))
    return found


def judge(encoder, texts):
    """The lines of roles.tsv."""
    asked = [(number, text) for number, (name, text) in enumerate(texts) if name in ASKED]
    items = [(number, stretch) for number, text in asked for stretch in stretches(text, LONGEST)]
    for (number, stretch), margins in zip(items, outputs(encoder, [stretch for _, stretch in items])):
        chances = 1 / (1 + torch.tensor(-margins).exp())
        spans = [(*span, "c", chance) for *span, chance in cues(chances[:, BEGIN].tolist(), chances[:, CUE].tolist())]
        for role, letter in ((SOURCE, "s"), (CONTENT, "t")):
            spans += [(*span, letter, 1.0) for span in runs(chances[:, role].tolist())]
        for start, end, letter, chance in sorted(spans):
            start, end = stretch.words[start][0], stretch.words[end - 1][1]
            yield f"{number}\t{start}\t{end}\t{letter}\t{round(100 * chance)}"


def corpus(record_id):
    """Which corpus a text is of: what its id begins with."""
    return record_id.split("-")[0]


def main():
    data, texts = Path(sys.argv[1]), Path(sys.argv[2])
    torch.manual_seed(1)
    lines = (data / "quotes/polnear.train.jsonl").read_text(encoding="utf8").rstrip("\n").split("\n")
    train = [stretch for at, line in enumerate(lines) if at % 4 != 3 for stretch in labelled(json.loads(line))]
    encoder = Encoder(4, FROZEN)
    tune(encoder, train, loss, EPOCHS, RATE, random.Random(1))
    records = [json.loads(line) for line in texts.read_text(encoding="utf8").rstrip("\n").split("\n")]
    judged = judge(encoder, [(corpus(record["id"]), record["text"]) for record in records])
    head = "# number of the text, begin and end in code points, role, certainty in hundredths"
    (Path(__file__).parent / "roles.tsv").write_text("\n".join([head, *judged, ""]), encoding="utf8")


if __name__ == "__main__":
    main()
