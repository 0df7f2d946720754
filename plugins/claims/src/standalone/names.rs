//! What an article calls the people and bodies in it.

use copydesk_stage::{AnnotationId, Layer, Span};

use crate::quotes::ById;
use crate::words::Words;

/// What is known of the article's entities.
#[derive(Debug)]
pub struct Names<'a> {
    entities: Layer<'a>,
    by_id: ById<'a>,
    /// Roles and who has them, by role; only those that one person alone has are used.
    pub(super) roles: Vec<(&'a str, AnnotationId)>,
}

impl<'a> Names<'a> {
    /// Reads the layer of entities.
    #[must_use]
    pub fn read(entities: Layer<'a>) -> Self {
        Self { entities, by_id: ById::new(entities), roles: Self::roles(entities) }
    }

    /// The name of an entity, by its canonical mention.
    #[must_use]
    pub fn name(&self, canonical: AnnotationId) -> Option<&'a str> {
        let mention = self.by_id.get(canonical)?;
        Some(mention.text_attr("name").unwrap_or_else(|| mention.text()))
    }

    /// Whether an annotation of this number is an entity.
    #[must_use]
    pub fn knows(&self, id: AnnotationId) -> bool {
        self.by_id.get(id).is_some()
    }

    pub(super) fn label(&self, canonical: AnnotationId) -> &'a str {
        self.by_id.get(canonical).map_or("", |mention| mention.label())
    }

    pub(super) fn gender(&self, canonical: AnnotationId) -> &'a str {
        self.by_id.get(canonical).and_then(|mention| mention.text_attr("gender")).unwrap_or("")
    }

    /// The person or organisation whose mention begins at `start`, if it has a fuller name than the
    /// mention: the mention's end and the name.
    pub(super) fn fuller(&self, start: u32) -> Option<(u32, &'a str)> {
        let mention = self
            .entities
            .within(Span::new(start, start.saturating_add(200)))
            .find(|m| m.span().start() == start);
        // `within` drops mentions that run past its span, and names are shorter than that.
        let mention = mention?;
        if !matches!(mention.label(), "PERSON" | "ORG") {
            return None;
        }
        let canonical = mention.link("entity").filter(|&id| id != mention.id())?;
        let name = self.name(canonical)?;
        let words = mention.text();
        (name.len() > words.len() && !words.ends_with("'s") && !words.ends_with("’s"))
            .then_some((mention.span().end(), name))
    }

    /// The people who are named in a span, by their canonical mentions, with where they are.
    pub(super) fn people(
        &self,
        span: Span,
    ) -> impl Iterator<Item = (AnnotationId, Span)> + use<'a> {
        let people = self.entities.within(span).filter(|mention| mention.label() == "PERSON");
        people.map(|mention| (mention.link("entity").unwrap_or(mention.id()), mention.span()))
    }

    /// Whom "the ROLE" means, if one person of the article alone has the role.
    pub(super) fn with_role(&self, role: &str) -> Option<AnnotationId> {
        let first = self.roles.partition_point(|&(known, _)| known < role);
        let mut found =
            self.roles[first..].iter().take_while(|&&(known, _)| known == role).map(|&(_, id)| id);
        let one = found.next()?;
        found.all(|other| other == one).then_some(one)
    }

    /// Whether an entity is mentioned in the paragraph of a word, or in the one before.
    pub(super) fn is_near(&self, canonical: AnnotationId, words: &Words, at: usize) -> bool {
        let Some(place) = words.sentence_of(at) else { return false };
        let paragraph = words.sentences[place].paragraph;
        let near = words.sentences[..=place]
            .iter()
            .rev()
            .take_while(|sentence| sentence.paragraph + 1 >= paragraph)
            .fold(words.sentences[place].span, |near, sentence| near.hull(sentence.span));
        self.entities
            .within(near)
            .any(|mention| mention.id() == canonical || mention.link("entity") == Some(canonical))
    }

    /// Whether somebody is named behind the comma that follows a word: "the mayor | , Ana Ruiz,".
    pub(super) fn is_near_after(&self, canonical: AnnotationId, words: &Words, at: usize) -> bool {
        /// The most bytes of titles before a name, and of the name.
        const FAR: u32 = 60;
        let end = words.words[at].span.end();
        let mut named = self.people(Span::new(end, end.saturating_add(FAR)));
        named.next().is_some_and(|(person, _)| person == canonical)
    }

    /// Reads the roles of each entity.
    fn roles(entities: Layer<'a>) -> Vec<(&'a str, AnnotationId)> {
        let canonical = entities
            .iter()
            .filter(|mention| mention.link("entity").is_none_or(|id| id == mention.id()));
        let mut roles: Vec<_> = canonical
            .flat_map(|mention| mention.text_attrs("role").map(move |role| (role, mention.id())))
            .collect();
        roles.sort_unstable();
        roles
    }
}
