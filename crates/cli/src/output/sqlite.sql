-- Made when all rows are there: what finds them, and views for the questions that most people ask.

CREATE INDEX articles_article ON articles (article);
CREATE INDEX entities_name ON entities (name);
CREATE INDEX mentions_article ON mentions (article, start_pos);
CREATE INDEX mentions_name ON mentions (name);
CREATE INDEX quotes_article ON quotes (article);
CREATE INDEX quotes_speaker ON quotes (speaker);
CREATE INDEX claims_article ON claims (article);
CREATE INDEX claims_claimant ON claims (claimant);
CREATE INDEX summaries_article ON summaries (article);
CREATE INDEX annotations_layer ON annotations (layer, article);

-- Full-text search: SELECT article FROM articles WHERE rowid IN
--   (SELECT rowid FROM articles_search WHERE articles_search MATCH 'bridge AND toll').
CREATE VIRTUAL TABLE articles_search USING fts5 (title, text, content = 'articles', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO articles_search (articles_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE quotes_search USING fts5 (content, speaker, content = 'quotes', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO quotes_search (quotes_search) VALUES ('rebuild');

-- Who said how much, and in how many articles.
CREATE VIEW quotes_by_speaker AS
SELECT speaker, speaker_label, COUNT(*) AS quotes, SUM(kind = 'direct') AS direct,
       COUNT(DISTINCT article) AS articles
FROM quotes WHERE speaker IS NOT NULL
GROUP BY speaker, speaker_label ORDER BY quotes DESC, speaker;

-- Whose claims there are, how much they deserve checking, and what the articles say of them.
CREATE VIEW claims_by_claimant AS
SELECT claimant, claimant_label, COUNT(*) AS claims, ROUND(AVG(score), 3) AS mean_score,
       SUM(stance = 'disputed') AS disputed, SUM(stance = 'unsupported') AS unsupported,
       SUM(stance = 'supported') AS supported
FROM claims WHERE claimant IS NOT NULL
GROUP BY claimant, claimant_label ORDER BY claims DESC, claimant;

-- What deserves checking most.
CREATE VIEW claims_to_check AS
SELECT score, standalone, claimant, stance, type, article FROM claims ORDER BY score DESC, article;

-- People, over all articles.
CREATE VIEW people AS
SELECT name, COUNT(*) AS articles, SUM(mentions) AS mentions, GROUP_CONCAT(DISTINCT NULLIF(roles, '')) AS roles
FROM entities WHERE label = 'PERSON' GROUP BY name ORDER BY mentions DESC, name;

-- Who talks about whom: entities mentioned inside somebody else's quotes.
CREATE VIEW speakers_about AS
SELECT quotes.speaker, mentions.name AS about, mentions.label, COUNT(*) AS times,
       COUNT(DISTINCT quotes.article) AS articles
FROM quotes JOIN mentions ON mentions.article = quotes.article
  AND mentions.start_pos >= quotes.start_pos AND mentions.end_pos <= quotes.end_pos
WHERE quotes.speaker IS NOT NULL AND mentions.label NOT IN ('DATE', 'MONEY')
  AND mentions.entity IS NOT quotes.speaker_entity
GROUP BY quotes.speaker, mentions.name, mentions.label ORDER BY times DESC, quotes.speaker, about;
