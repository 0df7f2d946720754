"""Reads an output of copydesk back in the tool that it is for, and compares it with the records.

usage: read_back.py TOOL RECORDS OUTPUT
Exits with 77 where the tool is not installed.
"""

import json
import sys


def load(records):
    with open(records, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def expected(records):
    """What the tables must hold, worked out from the records anew."""
    rows = {name: [] for name in ("articles", "mentions", "entities", "quotes", "claims", "summaries")}
    rows["annotations"] = []
    for record in records:
        text, article = record["text"], record["id"]
        layers = record["annotations"]
        by_id = {one["id"]: one for layer in layers.values() for one in layer}
        rows["articles"].append((article, record.get("title"), record.get("published"), text))

        def name(one):
            return one.get("attrs", {}).get("name", one.get("text"))

        for one in layers.get("entity", []):
            canonical = by_id[one["links"]["entity"]]
            rows["mentions"].append((article, one["start"], one["end"], one["text"], one["label"], name(canonical)))
            if canonical is one:
                mentions = sum(other["links"]["entity"] == one["id"] for other in layers["entity"])
                rows["entities"].append((article, name(one), one["label"], mentions))
        for one in layers.get("quote", []):
            links = one.get("links", {})
            content = " ".join(by_id[part]["text"] for part in links.get("parts", [])) or one["text"]
            speaker = by_id.get(links.get("speaker"))
            source, cue = by_id.get(links.get("source")), by_id.get(links.get("cue"))
            words = [other and other["text"] for other in (source, cue)]
            rows["quotes"].append((article, one["start"], one["label"], content, *words, speaker and name(speaker)))
        for one in layers.get("claim", []):
            attrs = one["attrs"]
            claimant = by_id.get(one.get("links", {}).get("claimant"))
            rows["claims"].append(
                (article, one["start"], round(one["score"], 4), attrs["stance"], attrs["negated"], claimant and name(claimant))
            )
        for one in layers.get("summary", []):
            rows["summaries"].append((article, one["attrs"]["rank"], one["text"]))
        own = ("entity", "quote", "claim", "summary")
        for layer, found in layers.items():
            if layer not in own:
                rows["annotations"] += [
                    (article, layer, one["id"], one.get("label"), json.dumps(one.get("attrs", {}), sort_keys=True))
                    for one in found
                ]
    return rows


COLUMNS = {
    "articles": "article, title, published, text",
    "mentions": "article, start_pos, end_pos, text, label, name",
    "entities": "article, name, label, mentions",
    "quotes": "article, start_pos, kind, content, source, cue, speaker",
    "claims": "article, start_pos, score, stance, negated, claimant",
    "summaries": "article, rank, text",
    "annotations": "article, layer, annotation, label, attrs",
}


def compare(records, query):
    """`query` gives the rows of a SELECT."""
    for table, rows in expected(records).items():
        found = [list(row) for row in query(f"SELECT {COLUMNS[table]} FROM {table}")]
        if table == "claims":
            for row in found:
                row[2], row[4] = round(row[2], 4), bool(row[4])
        if table == "annotations":
            for row in found:
                row[4] = json.dumps(json.loads(row[4] or "{}"), sort_keys=True)
        # CSV cannot tell no words from none; DuckDB takes days for days.
        key = lambda row: json.dumps([None if cell == "" else cell for cell in row], ensure_ascii=False, default=str)
        found, rows = sorted(map(key, found)), sorted(map(key, map(list, rows)))
        assert rows or table == "problems", f"no {table} in the records: the test tests nothing"
        assert found == rows, f"{table}: " + next(
            f"{a} should be {b}" for a, b in zip(found + [None], rows + [None]) if a != b
        )


def duckdb(records, output, ending):
    import duckdb

    database = duckdb.connect()
    for table in COLUMNS:
        # `all_varchar` off: the types are those that DuckDB sees.
        read = "read_csv" if ending == "csv" else "read_parquet"
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM {read}('{output}/{table}.{ending}')")
    compare(records, lambda query: database.execute(query).fetchall())


def parquet(records, output):
    import pyarrow.parquet

    duckdb(records, output, "parquet")
    articles = pyarrow.parquet.read_table(f"{output}/articles.parquet").to_pylist()
    assert [row["article"] for row in articles] == [record["id"] for record in records]
    assert [row["words"] for row in articles] == [len(record["text"].split()) for record in records]
    problems = pyarrow.parquet.read_table(f"{output}/problems.parquet")
    assert problems.num_rows == sum(len(record["problems"]) for record in records)


def sqlite(records, output):
    import sqlite3

    database = sqlite3.connect(output)
    compare(records, database.execute)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    speakers = dict(database.execute("SELECT speaker, quotes FROM quotes_by_speaker").fetchall())
    rows = [row[-1] for row in expected(records)["quotes"] if row[-1]]
    assert sum(speakers.values()) == len(rows) and speakers[rows[0]] >= rows.count(rows[0]) - 1
    for view in ("claims_by_claimant", "claims_to_check", "people", "speakers_about"):
        assert database.execute(f"SELECT COUNT(*) FROM {view}").fetchone()[0] > 0, view
    word = max((word for word in records[0]["text"].split() if word.isascii() and word.isalpha()), key=len)
    query = "SELECT article FROM articles WHERE rowid IN (SELECT rowid FROM articles_search WHERE articles_search MATCH ?)"
    found = {row[0] for row in database.execute(query, (word,))}
    assert records[0]["id"] in found, (word, found)


def spacy(records, output):
    import spacy
    from spacy.tokens import Doc, DocBin

    vocab = spacy.blank("en").vocab
    docs = [Doc(vocab).from_json(json.loads(line)) for line in open(output, encoding="utf-8")]
    # Through a DocBin and back, as a user would keep them.
    docs = list(DocBin().from_bytes(DocBin(docs=docs, store_user_data=True).to_bytes()).get_docs(vocab))
    assert len(docs) == len(records)
    for doc, record in zip(docs, records):
        assert doc.text == record["text"], record["id"]
        layers = record["annotations"]
        found = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        assert found == [(one["start"], one["end"], one["label"]) for one in layers.get("entity", [])], record["id"]
        for layer in ("quote", "claim", "summary"):
            found = sorted((span.start_char, span.end_char) for span in doc.spans.get(layer, []))
            assert found == sorted((one["start"], one["end"]) for one in layers.get(layer, [])), (record["id"], layer)
        starts = {sent.start_char for sent in doc.sents}
        assert {one["start"] for one in layers.get("sentence", [])[1:]} <= starts, record["id"]
        tags = {(token.idx, token.tag_) for token in doc if token.tag_}
        ours = {(one["start"], one["label"]) for one in layers.get("token", [])}
        assert tags <= ours and len(tags) >= 0.95 * len(ours), record["id"]


def main():
    tool, records, output = sys.argv[1:]
    records = load(records)
    try:
        if tool == "csv":
            duckdb(records, output, "csv")
        else:
            {"parquet": parquet, "sqlite": sqlite, "spacy": spacy}[tool](records, output)
    except ImportError as missing:
        print(missing)
        sys.exit(77)


main()
