"""copydesk as a filter in Spark: each partition goes through a `copydesk run -` of its own.

    spark_example.py COPYDESK ARTICLES.jsonl OUTPUT

COPYDESK is the program's path on every machine. Each article needs an "id": where it has none it is
named by its line, and every partition begins at line 1. OUTPUT becomes a folder of part files that are,
one after another, what a single `copydesk run ARTICLES.jsonl` would have written.
"""

import shlex
import sys

from pyspark.sql import SparkSession

copydesk, articles, output = sys.argv[1:]

spark = SparkSession.builder.appName("copydesk").getOrCreate()
lines = spark.sparkContext.textFile(articles, minPartitions=4)

# --format: what an article looks like does not decide what it is taken for. --threads: Spark has a task for each core already.
# Exit code 1 says that some records have problems; they are data, and no reason to do the task again.
command = f"{shlex.quote(copydesk)} run - --format jsonl --threads 1 --quiet || [ $? -eq 1 ]"
records = lines.pipe(f"sh -c {shlex.quote(command)}", checkCode=True)

records.saveAsTextFile(output)
spark.stop()
