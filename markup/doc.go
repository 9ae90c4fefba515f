// Package markup writes text that strangers wrote so that it stays text: in a
// terminal, in Markdown, and on a page of either. It knows nothing of what the
// text is about but where a section of a standard is to be found.
package markup
