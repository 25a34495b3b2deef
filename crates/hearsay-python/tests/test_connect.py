"""The same through Spark Connect, where neither RDDs nor the JVM of the driver can be reached."""

import pyarrow as pa
import pytest
from conftest import rows

import hearsay


@pytest.mark.connect
def test_tables_are_those_of_one_machine(clash, tmp_path):
    from pyspark.sql import SparkSession

    from hearsay import spark as many

    spark = SparkSession.builder.remote("local[2]").getOrCreate()
    try:
        assert "connect" in type(spark).__module__
        spark.conf.set("spark.sql.shuffle.partitions", "3")
        articles = spark.createDataFrame(pa.Table.to_pandas(clash))
        many.read(articles).write.parquet(str(tmp_path / "readings"))
        readings = spark.read.parquet(str(tmp_path / "readings"))
        many.merge(readings).write.parquet(str(tmp_path / "merged"))
        single = hearsay.merge(hearsay.read_batch(clash))
        for name, table in many.tables(spark.read.parquet(str(tmp_path / "merged")), readings).items():
            assert rows(table.toArrow()) == rows(single[name]), name
    finally:
        spark.stop()
