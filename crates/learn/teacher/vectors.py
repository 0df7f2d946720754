"""Writes vectors of words, from MiniLM's table of pieces, for the trainings of nets.

    python3 vectors.py DATA_DIR

The model has read much more than the data folder has, and words that it takes for alike lie side by side in its
lowest layer. Its vectors of whole words, and the means of the pieces of those other words that the data have five
times, are turned upon their first 64 principal axes. They go into `vectors.bin` beside this script: of each word the
number of its bytes, those, and 64 signed bytes, sixty-fourths of its numbers, of such a length that half of the words
are longer than 3. `copydesk_learn::vectors` reads them.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from encoder import MINILM

NUMBERS, FEWEST = 64, 5
# How the segments stage cuts contractions.
ENDINGS = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"]


def main():
    data = Path(sys.argv[1])
    vocabulary = MINILM.vocabulary
    table = MINILM.weights()["embeddings.word_embeddings.weight"]
    table = table - table.mean(0)
    whole = [word for word in vocabulary if re.fullmatch(r"[a-z][a-z'-]*|[^\w\s]", word)]
    counts = Counter()

    def count(text):
        for word in text.lower().replace("’", "'").split():
            counts[word.strip(".,;:!?\"'()“”‘").removesuffix("'s")] += 1

    for line in (data / "raw/news.txt").read_text(encoding="utf8").split("\n"):
        count(line)
    for name in ["claimbuster.train", "checkthat19.train"]:
        for line in (data / f"claims/{name}.jsonl").read_text(encoding="utf8").rstrip("\n").split("\n"):
            count(json.loads(line)["text"])
    frequent = [word for word, times in counts.items() if times >= FEWEST]
    others = sorted(word for word in frequent if word not in vocabulary and re.fullmatch(r"[a-z][a-z'-]*", word))
    _, _, axes = np.linalg.svd(table[[vocabulary[word] for word in whole]], full_matrices=False)
    vectors = {}
    for word in whole + ENDINGS + others:
        numbers = [vocabulary[word]] if word in vocabulary else MINILM.pieces(word)
        if vocabulary["[UNK]"] not in numbers:
            vectors[word] = np.mean(table[list(numbers)], axis=0) @ axes[:NUMBERS].T
    scale = 3 / np.median([np.linalg.norm(vector) for vector in vectors.values()])
    with open(Path(__file__).parent / "vectors.bin", "wb") as file:
        for word, vector in sorted(vectors.items()):
            name = word.encode()
            file.write(bytes([len(name)]) + name)
            file.write(np.clip(np.round(64 * scale * vector), -127, 127).astype(np.int8).tobytes())
    print(f"{len(vectors)} words")


if __name__ == "__main__":
    main()
