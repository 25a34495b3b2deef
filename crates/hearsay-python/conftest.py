"""What the examples in docstrings may name."""

import datetime

import pytest

import hearsay


@pytest.fixture(autouse=True)
def names(doctest_namespace):
    doctest_namespace.update(hearsay=hearsay, datetime=datetime)
