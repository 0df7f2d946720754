#!/usr/bin/env python3
"""Asks a larger model which words of texts without labels report speech (Hinton et al. 2015).

    cargo run --release -p copydesk-quotes --example train_quotes -- DATA_DIR --texts TEXTS
    python3 teach.py DATA_DIR TEXTS [WEIGHTS]

`crates/learn/teacher/encoder.py` says what it needs. The encoder's upper five layers are tuned on three quarters of
quotes/polnear.train, all but those that `train_quotes --held-out` keeps back, so that the pupil can be measured on
them. For each word it says how likely it is that it begins a cue, and that it is of a cue, a source and a content.
It writes roles.bin into this script's folder, for each text that it is asked about its number and how many bytes
follow (four bytes each, the lowest first), and then of each word that may play a part

- how many code points after the one before it begins, in bytes of which all but the last are 255,
- its log-odds of being of a source, a content, a cue, and of beginning one, in half a byte each, the lower half
  first: 0 to 15, for -6 to 6.

It takes an hour and a half of one core. WEIGHTS is a file that the tuned weights are kept in, and found again the next
time.
"""

import json
import random
import sys
from bisect import bisect_right
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.append(str(Path(__file__).resolve().parents[5] / "crates/learn/teacher"))
from encoder import MINILM, Encoder, outputs, stretches, tune  # noqa: E402

LONGEST, EPOCHS, RATE, FROZEN = 160, 3, 2e-4, 1
SOURCE, CONTENT, CUE, BEGIN = range(4)
# How much each of the four counts in training.
SHARES = torch.tensor([0.5, 0.5, 1.0, 1.0])
# The texts that it is asked about, by the beginnings of their ids; raw news has none.
ASKED = ("cnndm", "worldwide", "conll03", "")
# Log-odds are written in steps of this much.
STEP = 0.8


def labelled(record):
    """An article's stretches, with the four labels of each word."""
    found = stretches(MINILM, record["text"], LONGEST)
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


def written(odds):
    """Log-odds, four a word, as numbers from 0 to 15."""
    return np.clip(np.round(odds / STEP + 7.5), 0, 15).astype(int)


def judge(encoder, texts):
    """The bytes of roles.bin."""
    asked = [(number, text) for number, (name, text) in enumerate(texts) if name in ASKED]
    items = [(number, stretch) for number, text in asked for stretch in stretches(MINILM, text, LONGEST)]
    by_text = {number: ([], []) for number, _ in asked}
    for (number, stretch), odds in zip(items, outputs(encoder, [stretch for _, stretch in items])):
        words, levels = by_text[number]
        words += [start for start, _ in stretch.words]
        levels += written(odds).tolist()
    for number, (words, levels) in by_text.items():
        record, before = bytearray(), 0
        for start, (source, content, cue, begin) in zip(words, levels):
            if source or content or cue or begin:
                far = start - before
                record += bytes([255] * (far // 255) + [far % 255, source | content << 4, cue | begin << 4])
                before = start
        yield number.to_bytes(4, "little") + len(record).to_bytes(4, "little") + record


def corpus(record_id):
    """Which corpus a text is of: what its id begins with."""
    return record_id.split("-")[0]


def main():
    data, texts = Path(sys.argv[1]), Path(sys.argv[2])
    torch.manual_seed(1)
    lines = (data / "quotes/polnear.train.jsonl").read_text(encoding="utf8").rstrip("\n").split("\n")
    train = [stretch for at, line in enumerate(lines) if at % 4 != 3 for stretch in labelled(json.loads(line))]
    encoder = Encoder(MINILM, 4, FROZEN)
    weights = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    if weights and weights.exists():
        encoder.load_state_dict(torch.load(weights))
    else:
        tune(encoder, train, loss, EPOCHS, RATE, random.Random(1))
        if weights:
            torch.save(encoder.state_dict(), weights)
    records = [json.loads(line) for line in texts.read_text(encoding="utf8").rstrip("\n").split("\n")]
    judged = judge(encoder, [(corpus(record["id"]), record["text"]) for record in records])
    (Path(__file__).parent / "roles.bin").write_bytes(b"".join(judged))


if __name__ == "__main__":
    main()
