#!/usr/bin/env bash
# Runs what many-machines.md shows and holds the bytes against those of a single process:
#
#     check-many-machines.sh COPYDESK [PYTHON]
#
# PYTHON is one with pyspark, and Java is needed for it. Without it, and without GNU parallel, those parts
# are passed over.
set -euo pipefail
copydesk=$(realpath "$1")
python=${2:-}
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Short articles, one without a text, and one in which no stage finds anything.
"$here/many-articles.py" 400 >articles.jsonl
printf '%s\n' '{"id":"no-text","body":"Ana Ruiz spoke."}' '{"id":"empty","text":""}' >>articles.jsonl
"$here/many-articles.py" 40 | sed 's/article-/later-/' >>articles.jsonl

# Exit code 1: two of them have problems.
problems() { "$@" || [ $? -eq 1 ]; }
same() { cmp "$1" "$2" && echo "$3: the same $(wc -c <"$2") bytes"; }
problems "$copydesk" run articles.jsonl --quiet -o single.jsonl

problems "$copydesk" run - --format jsonl --quiet <articles.jsonl >filter.jsonl
same single.jsonl filter.jsonl "a filter"

for shard in 1/3 2/3 3/3; do
  problems "$copydesk" run articles.jsonl --shard $shard --quiet -o "shard-${shard%/*}.jsonl"
done
# A line of each in turn is the order of the input.
paste -d '\n' shard-1.jsonl shard-2.jsonl shard-3.jsonl | sed '/^$/d' >shards.jsonl
same single.jsonl shards.jsonl "three shards"

if command -v parallel >/dev/null; then
  # Its own exit code is the number of jobs that failed.
  parallel --will-cite --pipe --keep-order --block 20k --jobs 2 \
    "'$copydesk' run - --format jsonl --threads 1 --quiet || [ \$? -eq 1 ]" <articles.jsonl >parallel.jsonl
  same single.jsonl parallel.jsonl "GNU parallel"
else
  echo "passed over: GNU parallel is not there"
fi

if [ -n "$python" ] && command -v java >/dev/null && "$python" -c 'import pyspark' 2>/dev/null; then
  PYSPARK_PYTHON="$python" PYSPARK_SUBMIT_ARGS='--master local[2] --conf spark.ui.enabled=false pyspark-shell' \
    "$python" "$here/spark_example.py" "$copydesk" articles.jsonl spark 2>spark.log || { tail -n 30 spark.log; exit 1; }
  cat spark/part-* >spark.jsonl
  [ "$(ls spark/part-* | wc -l)" -ge 4 ] || { echo "Spark made fewer partitions than it was asked for"; exit 1; }
  same single.jsonl spark.jsonl "Spark, $(ls spark/part-* | wc -l) partitions"
else
  echo "passed over: there is no Python with pyspark, or no Java"
fi
