-- Who adds a version is asked which article waits for it; without this all would be looked through.
CREATE INDEX article_version ON article (version);
