//! The ledger: articles, readings, claims, incidents and people's decisions in one SQLite file.
