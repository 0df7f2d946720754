#!/usr/bin/env python3
"""Writes N short articles as JSON Lines, for measuring runs over collections of any size.

    many-articles.py N [--giant MB] > articles.jsonl

Of a million articles no two are the same, and the same command writes the same bytes.
--giant puts one article of so many megabytes in their middle.
"""

import argparse
import json
import random

FIRST = "Ana Brian Chidi Dora Emeka Fatima George Hana Ivan Julia Kofi Lena Miguel Nadia Omar Petra".split()
LAST = "Ruiz Hill Okafor Marsh Novak Silva Tanaka Weber Penhallow Larsen Mensah Brandt Costa Dunne".split()
PLACES = "Port Elsing|Larnmouth|Westbrook|Karesh|Dunmere|Saltford|Oakhaven|Millbridge".split("|")
POSTS = "mayor|governor|head of the water board|union leader|chief engineer|spokeswoman".split("|")
THINGS = "bridge|school|harbour|tram line|hospital|reservoir|library|market hall".split("|")
VERBS = "said|told reporters|warned|argued|insisted|announced".split("|")


def article(draw):
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    post, place, thing = draw.choice(POSTS), draw.choice(PLACES), draw.choice(THINGS)
    return (
        f"{name}, the {post} of {place}, {draw.choice(VERBS)} on Monday that the {thing} "
        f"would cost £{draw.randint(2, 900)} million. “We will open it in {draw.randint(2027, 2040)},” "
        f"{draw.choice(['he', 'she'])} said."
    )


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=int)
    options.add_argument("--giant", type=int, metavar="MB")
    options = options.parse_args()
    draw = random.Random(1)
    for number in range(options.articles):
        if options.giant and number == options.articles // 2:
            text = " ".join(article(draw) for _ in range(1000)) + "\n\n"
            text *= options.giant * 1_000_000 // len(text)
            print(json.dumps({"id": "giant", "text": text}, ensure_ascii=False))
        print(json.dumps({"id": f"article-{number}", "text": article(draw)}, ensure_ascii=False))


main()
