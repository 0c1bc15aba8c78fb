// Package font reads TrueType fonts, cuts them into glyph records once, and
// puts records together into the small fonts that documents embed.
//
// A Set is the stack of faces a page is drawn with: the body in two weights,
// the fallbacks for rare characters, and an operator's own. Coverage answers
// what a Set could draw without opening one. Only glyf outlines are read;
// nothing is shaped beyond choosing a glyph for a character, for a character
// with a variation selector, and for a letter whose accents compose with it.
package font
