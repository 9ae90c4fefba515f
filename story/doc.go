// Package story tells what becomes of one request so that somebody who has not
// read the standard can follow it: the question, the verdict, who sends what to
// whom and where it is stopped, the decisions with their sections, the reason in
// plain words, and the smallest fix.
//
// A Story is made once, of a prediction with its trace, and drawn in several
// ways: as a diagram in text, as SVG, as Mermaid, on a page of a terminal or in
// Markdown. Nothing is decided here; everything a story says comes from the
// decisions of fetch, the notes of the servers, and remedy.
package story
