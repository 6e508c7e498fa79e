/**
 * From evidence to levels. All numbers that decide are here. docs/order.md has the table of what they reach on labelled
 * series, and `npm run bench:order` makes it.
 *
 * The weights were fitted on 35 families of labelled series (a logistic regression, each family judged by the others
 * alone), then rounded; a weight that turned out to be nothing was dropped.
 */

/** A finding blocks from here on. */
export const BLOCK = 0.7;
/** A finding warns from here on. */
export const WARN = 0.5;

/** How sure a relation by name is. */
export const CONFIDENCE = {
  /** A function, macro, type or file with a distinct name. */
  name: 1,
  /** A field that is named distinctly, or together with its struct. */
  field: 0.95,
  /** A field of a name that other structs may have as well. */
  commonField: 0.4,
} as const;

/** A word that more kernel patches than this have in common is forgotten: it tells none apart, and costs the square. */
export const CROWD = 32;

/** A test that is less than this near to a change, as a share of the nearest, leaves the change to its rival. */
export const RIVAL = 0.9;

/** A test that is less than this near to a change, as a share of the nearest, has nothing to do with it. */
export const FAR = 0.75;

/** The most that words alone give an existing test that changes: which of the two comes first they do not tell. */
export const UNDIRECTED = 0.45;

/** Confidence in what the cover letter says about two patches. */
export const SAID = 0.9;

/** The most that a tie without evidence in code or in plain words has: it warns, and never blocks. */
export const UNSHOWN = 0.65;

/** So much of a change's title has to be in the test, where no name ties the two. */
export const EXPLAINED = 0.5;

/** Relations below are not even kept. */
export const LEAST = 0.2;

/** The most that hints alone give the update of a test: they warn, and never block. */
export const HINTED = 0.65;
